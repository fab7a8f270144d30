import { Controller } from "@hotwired/stimulus";

/** Narrows a list to the entries that contain every word typed. */
export default class extends Controller {
  static targets = ["query", "item", "none"];
  static values = { none: { type: String, default: "Nothing contains these words." } };
  declare readonly queryTarget: HTMLInputElement;
  declare readonly itemTargets: HTMLElement[];
  declare readonly noneTarget: HTMLElement;
  declare readonly noneValue: string;

  apply(): void {
    const words = this.queryTarget.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const item of this.itemTargets) {
      const text = item.textContent!.toLocaleLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      any ||= !item.hidden;
    }
    this.noneTarget.hidden = any;
    this.noneTarget.textContent = any ? "" : this.noneValue;
  }

  first(): void {
    this.itemTargets.find((item) => !item.hidden)?.querySelector("a")?.focus();
  }
}
