import { Controller } from "@hotwired/stimulus";
import { addFormToken } from "../form_token";

/** A card that takes no focus, waits while somebody is writing, and goes away with OK or Escape. */
export default class extends Controller<HTMLElement> {
  static targets = ["form"];
  declare readonly formTarget: HTMLFormElement;

  connect(): void {
    this.element.hidden = true;
    for (const event of ["input", "focusout", "turbo:submit-end"]) document.addEventListener(event, this.later);
    this.later();
  }

  disconnect(): void {
    for (const event of ["input", "focusout", "turbo:submit-end"]) document.removeEventListener(event, this.later);
  }

  accept(event: KeyboardEvent): void {
    if (this.element.hidden || event.defaultPrevented) return;
    event.preventDefault();
    this.formTarget.requestSubmit();
  }

  /** Posts quietly: the page underneath stays as it is. Unheard by the server, the card comes again on the next page. */
  close(event: SubmitEvent): void {
    event.preventDefault();
    event.stopPropagation();
    addFormToken(this.formTarget);
    void fetch(this.formTarget.action, { method: "POST", body: new URLSearchParams(new FormData(this.formTarget) as never), redirect: "manual", keepalive: true }).catch(() => undefined);
    this.element.remove();
  }

  private later = (): void => {
    setTimeout(() => {
      if (!someoneIsWriting()) this.element.hidden = false;
    });
  };
}

function someoneIsWriting(): boolean {
  const field = document.activeElement;
  return (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && field.type !== "checkbox" && field.type !== "radio" && field.value !== "";
}
