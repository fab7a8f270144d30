import { Controller } from "@hotwired/stimulus";

const day = 86_400_000;

/** Writes moments in the reader's own zone and language. */
export default class extends Controller {
  static targets = ["moment", "zone"];
  private readonly morphed = (event: Event): void => {
    const element = event.target;
    if (element instanceof HTMLTimeElement && element.dataset.timeTarget === "moment") this.momentTargetConnected(element);
  };

  connect(): void {
    document.addEventListener("turbo:morph-element", this.morphed);
  }

  disconnect(): void {
    document.removeEventListener("turbo:morph-element", this.morphed);
  }

  zoneTargetConnected(element: HTMLElement): void {
    element.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone.replace("_", " ");
  }

  momentTargetConnected(element: HTMLTimeElement): void {
    const moment = new Date(element.dateTime);
    element.textContent = this.write(moment, element.dataset.format ?? "moment");
    element.title = this.format(moment, { dateStyle: "full", timeStyle: "long" });
  }

  private write(moment: Date, format: string): string {
    const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
    const date: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
    switch (format) {
      case "clock":
        return this.format(moment, clock);
      case "day":
        return this.format(moment, date);
      case "recent":
        return this.recent(moment, clock, date);
      default:
        return this.format(moment, { ...date, ...clock });
    }
  }

  private recent(moment: Date, clock: Intl.DateTimeFormatOptions, date: Intl.DateTimeFormatOptions): string {
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / day);
    if (days <= 0) return this.format(moment, clock);
    if (days === 1) return "Yesterday";
    if (days < 7) return this.format(moment, { weekday: "long" });
    return this.format(moment, date);
  }

  private format(moment: Date, options: Intl.DateTimeFormatOptions): string {
    const language = document.documentElement.lang;
    const locale = navigator.languages.find((one) => one.startsWith(language)) ?? language;
    return new Intl.DateTimeFormat(locale, options).format(moment);
  }
}
