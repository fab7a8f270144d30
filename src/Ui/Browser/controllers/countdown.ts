import { Controller } from "@hotwired/stimulus";
import { visit } from "@hotwired/turbo";

const minute = 60_000;
const hour = 60 * minute;
const again = 30_000;
const longest = 2 ** 31 - 1;

/**
 * Counts the hours that are left, and loads the page anew at the moment at which it reads differently although nothing
 * happened. All by the server's clock: the device's may be wrong. Drafts stay on the device.
 */
export default class extends Controller<HTMLElement> {
  static targets = ["hours"];
  static values = { now: Number, ahead: Number, at: Number, end: Number };
  declare readonly hoursTarget: HTMLElement;
  declare readonly hasHoursTarget: boolean;
  declare readonly nowValue: number;
  declare aheadValue: number;
  declare readonly hasAheadValue: boolean;
  declare readonly atValue: number;
  declare readonly endValue: number;
  private timer?: ReturnType<typeof setTimeout>;
  private clock?: ReturnType<typeof setInterval>;

  connect(): void {
    // Once, and kept with the element: on a page that was kept for Back what the server said of now is long past.
    const kept = this.hasAheadValue;
    if (!kept) this.aheadValue = this.nowValue - Date.now();
    const left = this.atValue - this.now;
    // On a page that was kept the moment may have passed; on one that has just come the server knows of it.
    if (this.atValue && (left > 0 || kept)) this.timer = setTimeout(() => void this.load(), Math.min(Math.max(left, 0) + 1_000, longest));
    if (this.hasHoursTarget) this.clock = setInterval(() => this.count(), minute);
  }

  disconnect(): void {
    clearTimeout(this.timer);
    clearInterval(this.clock);
  }

  // Without a connection the browser would put its own page in the place of what can still be read.
  private async load(): Promise<void> {
    try {
      await fetch("/health/live", { cache: "no-store" });
    } catch {
      this.timer = setTimeout(() => void this.load(), again);
      return;
    }
    if (this.element.isConnected) visit(location.href, { action: "replace" });
  }

  private count(): void {
    const text = `${Math.max(0, Math.floor((this.endValue - this.now) / hour))} h`;
    if (this.hoursTarget.textContent !== text) this.hoursTarget.textContent = text;
  }

  private get now(): number {
    return Date.now() + this.aheadValue;
  }
}
