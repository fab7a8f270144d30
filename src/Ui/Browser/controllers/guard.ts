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
  }

  disconnect(): void {
    this.element.removeEventListener("submit", this.submit);
    removeEventListener("beforeunload", this.unload);
    document.removeEventListener("turbo:before-visit", this.visit);
  }

  private submit = (): void => {
    this.submitting = true;
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
