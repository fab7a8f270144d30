import { Controller } from "@hotwired/stimulus";
import { daysAgo, formatMoment, untilMidnight } from "../local_time";

/** Moves the lines between the days of a thread to where midnight was for the reader; the server writes them in UTC. */
export default class extends Controller<HTMLElement> {
  private timer?: ReturnType<typeof setTimeout>;
  private changes = new MutationObserver(() => this.arrange());

  connect(): void {
    this.arrange();
    this.atMidnight();
  }

  disconnect(): void {
    this.changes.disconnect();
    clearTimeout(this.timer);
  }

  private arrange(): void {
    this.changes.disconnect();
    const unused = new Set(this.element.querySelectorAll<HTMLElement>(":scope > .day"));
    let before = "";
    for (const row of this.element.querySelectorAll<HTMLElement>(":scope > [data-at]")) {
      const moment = new Date(row.dataset.at!);
      const day = moment.toDateString();
      if (day === before) continue;
      before = day;
      const last = row.previousElementSibling;
      const place = last?.classList.contains("unread-divider") ? last : row;
      const there = place.previousElementSibling;
      const line = there instanceof HTMLElement && unused.has(there) ? there : blankLine();
      unused.delete(line);
      if (line !== there) place.before(line);
      write(line, moment);
    }
    for (const line of unused) line.remove();
    this.changes.observe(this.element, { childList: true });
  }

  private atMidnight(): void {
    this.timer = setTimeout(() => {
      this.arrange();
      this.atMidnight();
    }, untilMidnight() + 1_000);
  }
}

function blankLine(): HTMLElement {
  const line = document.createElement("li");
  line.className = "day";
  line.append(document.createElement("h2"));
  return line;
}

function write(line: HTMLElement, moment: Date): void {
  const heading = line.querySelector("h2")!;
  const text = nameOf(moment);
  if (heading.textContent !== text) heading.textContent = text;
}

function nameOf(moment: Date): string {
  switch (daysAgo(moment)) {
    case 0:
      return "Today";
    case 1:
      return "Yesterday";
    default:
      return formatMoment(moment, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  }
}
