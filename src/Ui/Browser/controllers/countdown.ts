import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";

const longest = 2 ** 31 - 1;

/** Loads the page anew at the moment at which it reads differently although nothing happened. Drafts stay on the device. */
export default class extends Controller<HTMLElement> {
  static values = { at: Number };
  declare readonly atValue: number;
  private timer?: ReturnType<typeof setTimeout>;

  connect(): void {
    const left = this.atValue - Date.now();
    if (this.atValue && left > 0) this.timer = setTimeout(() => visit(location.href, { action: "replace" }), Math.min(left + 1_000, longest));
  }

  disconnect(): void {
    clearTimeout(this.timer);
  }
}
