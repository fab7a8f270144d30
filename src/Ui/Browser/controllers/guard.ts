import { Controller } from "@hotwired/stimulus";

const question = "Your changes are not saved. Leave anyway?";

/** Asks before unsaved input is left behind. */
export default class extends Controller<HTMLFormElement> {
  private saved = "";
  private submitting = false;

  connect(): void {
    this.saved = this.content;
    this.element.addEventListener("submit", this.submit);
    addEventListener("beforeunload", this.unload);
    document.addEventListener("turbo:before-visit", this.visit);
    document.addEventListener("submit", this.other, true);
    document.addEventListener("turbo:submit-end", this.submitted);
  }

  disconnect(): void {
    this.element.removeEventListener("submit", this.submit);
    removeEventListener("beforeunload", this.unload);
    document.removeEventListener("turbo:before-visit", this.visit);
    document.removeEventListener("submit", this.other, true);
    document.removeEventListener("turbo:submit-end", this.submitted);
  }

  private submit = (): void => {
    this.submitting = true;
  };

  // Without an answer the page stays as it is, and with it what was entered.
  private submitted = (event: Event): void => {
    if (!(event as CustomEvent<{ fetchResponse?: unknown }>).detail.fetchResponse) this.submitting = false;
  };

  // Before another form of the page acts: afterwards its answer would ask, when it is too late to stay.
  private other = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    if (form === this.element || !form.closest("main") || !this.dirty) return;
    if (confirm(question)) this.submitting = true;
    else {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };

  private unload = (event: BeforeUnloadEvent): void => {
    if (this.dirty) event.preventDefault();
  };

  private visit = (event: Event): void => {
    if (this.dirty && !confirm(question)) event.preventDefault();
  };

  private get dirty(): boolean {
    return !this.submitting && this.content !== this.saved;
  }

  private get content(): string {
    return JSON.stringify([...new FormData(this.element)].map(([name, value]) => [name, String(value)]));
  }
}
