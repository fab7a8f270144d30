import { Controller } from "@hotwired/stimulus";
import { daysAgo, formatMoment } from "../local_time";

const fewMinutes = 5 * 60_000;

/** Writes moments in the reader's own zone and language; what is shown when pointing at them stays in UTC. */
export default class extends Controller {
  static targets = ["moment", "zone"];
  private readonly morphed = (event: Event): void => {
    const element = event.target;
    if (element instanceof HTMLTimeElement && element.dataset.timeTarget === "moment") this.momentTargetConnected(element);
  };

  // What was today is yesterday after midnight, on a page that nobody has touched.
  private readonly passed = (): void => {
    for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-format="recent"]')) {
      const text = this.write(new Date(element.dateTime), "recent");
      if (element.textContent !== text) element.textContent = text;
    }
  };
  private timer?: ReturnType<typeof setInterval>;

  connect(): void {
    document.addEventListener("turbo:morph-element", this.morphed);
    document.addEventListener("visibilitychange", this.passed);
    this.timer = setInterval(this.passed, fewMinutes);
  }

  disconnect(): void {
    document.removeEventListener("turbo:morph-element", this.morphed);
    document.removeEventListener("visibilitychange", this.passed);
    clearInterval(this.timer);
  }

  zoneTargetConnected(element: HTMLElement): void {
    element.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone.replace("_", " ");
  }

  momentTargetConnected(element: HTMLTimeElement): void {
    const moment = new Date(element.dateTime);
    element.textContent = this.write(moment, element.dataset.format ?? "moment");
    element.title = formatMoment(moment, { dateStyle: "full", timeStyle: "long", timeZone: "UTC" });
  }

  private write(moment: Date, format: string): string {
    const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
    const date: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
    switch (format) {
      case "clock":
        return formatMoment(moment, clock);
      case "day":
        return formatMoment(moment, date);
      case "recent":
        return this.recent(moment, clock, date);
      default:
        return formatMoment(moment, { ...date, ...clock });
    }
  }

  private recent(moment: Date, clock: Intl.DateTimeFormatOptions, date: Intl.DateTimeFormatOptions): string {
    const days = daysAgo(moment);
    if (days <= 0) return formatMoment(moment, clock);
    if (days === 1) return "Yesterday";
    if (days < 7) return formatMoment(moment, { weekday: "long" });
    return formatMoment(moment, date);
  }
}
