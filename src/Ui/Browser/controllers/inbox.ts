import { Controller } from "@hotwired/stimulus";
import { readDraft, unaccepted } from "../drafts";

/** The list of conversations: marks the open one, also in rows that arrive live, and those with a draft on this device. */
export default class extends Controller<HTMLElement> {
  private rows = new MutationObserver(() => this.mark());

  connect(): void {
    this.mark();
    this.rows.observe(this.element, { childList: true });
    document.addEventListener("input", this.later);
  }

  disconnect(): void {
    this.rows.disconnect();
    document.removeEventListener("input", this.later);
  }

  private later = (): void => {
    setTimeout(() => this.mark());
  };

  private mark(): void {
    for (const link of this.element.querySelectorAll<HTMLAnchorElement>(".conversation > a")) {
      const open = link.pathname === location.pathname;
      if (open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      const draft = unaccepted(readDraft(link.pathname.split("/").at(-1) ?? ""));
      link.classList.toggle("has-draft", !open && draft !== "");
    }
  }
}
