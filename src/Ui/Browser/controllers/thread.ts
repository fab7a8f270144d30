import { Controller } from "@hotwired/stimulus";

/** Keeps the reader where they are: at the end while they are there, at the same message while older ones load or new ones arrive. */
export default class extends Controller<HTMLElement> {
  static targets = ["scroll", "list", "news", "count"];
  declare readonly scrollTarget: HTMLElement;
  declare readonly listTarget: HTMLElement;
  declare readonly newsTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly hasNewsTarget: boolean;
  private atEnd = true;
  private unseen = 0;
  private height = 0;
  private changes = new MutationObserver((records) => this.changed(records));
  // Also of the messages: one that changes in place may grow, as when it was not delivered.
  private sizes = new ResizeObserver(() => {
    if (this.atEnd) this.bottom();
    this.height = this.scrollTarget.scrollHeight;
  });

  connect(): void {
    const unread = this.listTarget.querySelector(".unread-divider");
    // Not scrollIntoView: it would scroll the panes around the thread too.
    if (unread) this.scrollTarget.scrollTop += unread.getBoundingClientRect().top - this.scrollTarget.getBoundingClientRect().top - this.scrollTarget.clientHeight / 3;
    else this.bottom();
    this.height = this.scrollTarget.scrollHeight;
    this.moved();
    this.changes.observe(this.listTarget, { childList: true });
    this.sizes.observe(this.scrollTarget);
    this.sizes.observe(this.listTarget);
  }

  disconnect(): void {
    this.changes.disconnect();
    this.sizes.disconnect();
  }

  moved(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scrollTarget;
    this.atEnd = scrollHeight - scrollTop - clientHeight < 80;
    if (this.atEnd) this.tellUnseen(0);
  }

  bottom(): void {
    this.scrollTarget.scrollTop = this.scrollTarget.scrollHeight;
    this.tellUnseen(0);
  }

  /** From the composer into the history, message by message; Escape leads back. */
  enter(event: KeyboardEvent): void {
    event.preventDefault();
    this.bubbles.at(-1)?.focus();
  }

  walk(event: KeyboardEvent): void {
    const here = (event.target as HTMLElement).closest<HTMLElement>(".bubble-row");
    if (!here || here !== event.target) return;
    const all = this.bubbles;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      event.preventDefault();
      all[all.indexOf(here) + step]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      document.querySelector<HTMLElement>('[data-composer-target="text"]')?.focus();
    }
  }

  private changed(records: MutationRecord[]): void {
    // A row that takes another's place is nothing new.
    const before = new Set(rows(records.flatMap((record) => [...record.removedNodes])).map((row) => row.id));
    const added = rows(records.flatMap((record) => [...record.addedNodes])).filter((row) => row.isConnected && !before.has(row.id));
    const grown = this.scrollTarget.scrollHeight - this.height;
    this.height = this.scrollTarget.scrollHeight;
    if (added.length === 0) {
      if (this.atEnd) this.bottom();
      return;
    }
    if (added.includes(this.listTarget.firstElementChild as HTMLElement)) {
      this.scrollTarget.scrollTop += grown;
      return;
    }
    if (this.atEnd) this.bottom();
    else this.tellUnseen(this.unseen + added.filter((row) => row.classList.contains("in")).length);
  }

  private tellUnseen(count: number): void {
    this.unseen = count;
    if (!this.hasNewsTarget) return;
    this.newsTarget.hidden = count === 0;
    this.countTarget.textContent = count === 1 ? "1 new message" : `${count} new messages`;
  }

  private get bubbles(): HTMLElement[] {
    return [...this.listTarget.querySelectorAll<HTMLElement>(".bubble-row")];
  }
}

function rows(nodes: Node[]): HTMLElement[] {
  return nodes.filter((node) => node instanceof HTMLElement);
}
