import { Controller } from "@hotwired/stimulus";

/** Sends the form as soon as something in it changes. Without script a button does. */
export default class extends Controller<HTMLFormElement> {
  connect(): void {
    addEventListener("turbo:before-cache", this.restore);
  }

  disconnect(): void {
    removeEventListener("turbo:before-cache", this.restore);
  }

  submit(): void {
    this.element.requestSubmit();
  }

  // Going back must show what holds, not what was about to be changed.
  private restore = (): void => {
    this.element.reset();
  };
}
