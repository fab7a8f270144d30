import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";

const minute = 60_000;
const hour = 60 * minute;
const longest = 2 ** 31 - 1;

/**
 * Counts the hours that are left, and loads the page anew at the moment at which it reads differently although nothing
 * happened. Drafts stay on the device.
 */
export default class extends Controller<HTMLElement> {
  static targets = ["hours"];
  static values = { at: Number, end: Number };
  declare readonly hoursTarget: HTMLElement;
  declare readonly hasHoursTarget: boolean;
  declare readonly atValue: number;
  declare readonly endValue: number;
  private timer?: ReturnType<typeof setTimeout>;
  private clock?: ReturnType<typeof setInterval>;

  connect(): void {
    const left = this.atValue - Date.now();
    if (this.atValue && left > 0) this.timer = setTimeout(() => visit(location.href, { action: "replace" }), Math.min(left + 1_000, longest));
    if (!this.hasHoursTarget) return;
    this.count();
    this.clock = setInterval(() => this.count(), minute);
  }

  disconnect(): void {
    clearTimeout(this.timer);
    clearInterval(this.clock);
  }

  private count(): void {
    const text = `${Math.floor((this.endValue - Date.now()) / hour)} h`;
    if (this.hoursTarget.textContent !== text) this.hoursTarget.textContent = text;
  }
}
