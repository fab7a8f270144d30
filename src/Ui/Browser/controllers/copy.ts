import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["source", "label"];
  static values = { done: { type: String, default: "Copied" } };
  declare readonly sourceTarget: HTMLInputElement;
  declare readonly labelTarget: HTMLElement;
  declare readonly doneValue: string;

  select(): void {
    this.sourceTarget.select();
  }

  async copy(): Promise<void> {
    // The clipboard needs https; without it the older command still copies a selection.
    if (navigator.clipboard) await navigator.clipboard.writeText(this.sourceTarget.value);
    else {
      this.sourceTarget.select();
      document.execCommand("copy");
    }
    const before = this.labelTarget.textContent;
    this.labelTarget.textContent = this.doneValue;
    setTimeout(() => (this.labelTarget.textContent = before), 2_000);
  }
}
