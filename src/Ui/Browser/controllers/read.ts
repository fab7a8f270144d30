import { Controller } from "@hotwired/stimulus";
import { addFormToken } from "../form_token";

/** Says that the open conversation was read, as soon as and as long as it is really seen. */
export default class extends Controller<HTMLFormElement> {
  static values = { unread: Number, list: String };
  declare readonly unreadValue: number;
  declare readonly listValue: string;
  private seen = "";
  // What is told live is put into the page a frame later, so it is seen when the list has it.
  private readonly arriving = new MutationObserver(() => this.tell());

  connect(): void {
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    this.seen = this.unreadValue > 0 ? "" : this.newest();
    const list = document.getElementById(this.listValue);
    if (list) this.arriving.observe(list, { childList: true });
    document.addEventListener("visibilitychange", this.later);
    this.later();
  }

  disconnect(): void {
    this.arriving.disconnect();
    document.removeEventListener("visibilitychange", this.later);
  }

  private later = (): void => {
    setTimeout(() => this.tell());
  };

  private tell(): void {
    const newest = this.newest();
    if (document.hidden || newest === "" || newest === this.seen || !this.visible()) return;
    this.seen = newest;
    addFormToken(this.element);
    const again = (): void => {
      this.seen = "";
    };
    void fetch(this.element.action, { method: "POST", body: new URLSearchParams(new FormData(this.element) as never), keepalive: true })
      .then((answer) => {
        if (!answer.ok) again();
      })
      .catch(again);
  }

  private visible(): boolean {
    return (document.getElementById(this.listValue)?.getClientRects().length ?? 0) > 0;
  }

  // A reaction is a line, not a bubble. How many there are tells of one that came late, and so stands further up.
  private newest(): string {
    const list = document.getElementById(this.listValue);
    const shown = [...(list?.querySelectorAll<HTMLElement>(".bubble-row.in, .system-line") ?? [])];
    return shown.length === 0 ? "" : `${shown.length} ${shown.at(-1)?.id}`;
  }
}
