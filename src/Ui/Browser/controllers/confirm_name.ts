import { Controller } from "@hotwired/stimulus";

/** Enables a grave act once its name was typed; the server checks the name as well. */
export default class extends Controller {
  static targets = ["field", "button"];
  static values = { name: String };
  declare readonly fieldTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly nameValue: string;

  connect(): void {
    this.check();
  }

  check(): void {
    this.buttonTarget.disabled = this.fieldTarget.value.trim() !== this.nameValue;
  }
}
