import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["field", "button"];
  declare readonly fieldTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;

  toggle(): void {
    const shown = this.fieldTarget.type === "text";
    this.fieldTarget.type = shown ? "password" : "text";
    this.buttonTarget.textContent = shown ? "Show" : "Hide";
    this.buttonTarget.setAttribute("aria-pressed", String(!shown));
  }
}
