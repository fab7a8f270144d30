import { Controller } from "@hotwired/stimulus";

const soon = 50;

/** Shows the number of unread conversations in the tab's title, on its icon and on the installed app. */
export default class extends Controller {
  connect(): void {
    document.addEventListener("live:applied", this.later);
    document.addEventListener("turbo:load", this.later);
    this.later();
  }

  disconnect(): void {
    document.removeEventListener("live:applied", this.later);
    document.removeEventListener("turbo:load", this.later);
  }

  // After what has come is drawn: in a tab that nobody looks at there are no frames, and there the number counts most.
  private later = (): void => {
    if (document.hidden) window.setTimeout(() => this.show(), soon);
    else requestAnimationFrame(() => this.show());
  };

  private show(): void {
    const count = unread();
    const title = document.title.replace(/^\(\d+\) /, "");
    document.title = count > 0 ? `(${count}) ${title}` : title;
    const icon = document.querySelector<HTMLLinkElement>("link[data-icon]");
    const address = count > 0 ? icon?.dataset.unread : icon?.dataset.read;
    if (icon && address && icon.getAttribute("href") !== address) icon.href = address;
    const badge = navigator as { setAppBadge?: (count: number) => Promise<void> };
    void badge.setAppBadge?.(count).catch(() => undefined);
  }
}

// A page that knows the whole number says so; otherwise it is what its list shows.
function unread(): number {
  const total = document.querySelector<HTMLElement>("[data-unread-total]");
  if (total) return Number(total.dataset.unreadTotal);
  return document.querySelectorAll(".conversation-unread").length;
}
