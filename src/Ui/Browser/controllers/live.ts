import { Controller } from "@hotwired/stimulus";
import { live, type LiveState } from "../live_connection";
import { formatMoment } from "../local_time";

/** Follows the person's stream for as long as pages carry it, and says when what is shown may be old. */
export default class extends Controller<HTMLElement> {
  static targets = ["state"];
  static values = { href: String, after: Number };
  declare readonly stateTarget: HTMLElement;
  declare readonly hrefValue: string;
  declare readonly afterValue: number;
  private unwatch?: () => void;

  connect(): void {
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    live.follow(this.hrefValue, this.afterValue);
    this.unwatch = live.watch((state) => this.show(state));
  }

  disconnect(): void {
    this.unwatch?.();
    queueMicrotask(() => {
      if (!document.querySelector('[data-controller~="live"]')) live.leave();
    });
  }

  private show({ online, heardAt }: LiveState): void {
    this.element.dataset.state = online ? "online" : "offline";
    const clock = formatMoment(heardAt, { hour: "2-digit", minute: "2-digit" });
    this.stateTarget.textContent = online ? "" : `Offline – showing messages up to ${clock}`;
  }
}
