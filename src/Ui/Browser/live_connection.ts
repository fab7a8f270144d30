import { visit } from "@hotwired/turbo";
import { renderLive } from "./live_render";

export type LiveState = { online: boolean; heardAt: Date };

const silence = 50_000; // the server says something at least every 20 seconds
const longestPause = 30_000;

/**
 * The one live stream of this tab. It outlives page visits: each page tells the number of the last event that it already
 * shows, and events are written so that applying one twice does no harm.
 */
class LiveConnection {
  private source?: EventSource;
  private href = "";
  private last = 0;
  private heardAt = new Date();
  private failures = 0;
  private retry?: ReturnType<typeof setTimeout>;
  private listeners = new Set<(state: LiveState) => void>();
  private online = true;

  constructor() {
    setInterval(() => this.checkSilence(), 10_000);
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.tell(false));
    addEventListener("focus", () => this.checkSilence());
    addEventListener("pageshow", () => this.checkSilence());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.checkSilence();
    });
  }

  /** Goes on where the page stands. A page from before the last event (the back button) gets the later ones again. */
  follow(href: string, after: number): void {
    const sameStream = this.href === href && this.source;
    if (sameStream && after >= this.last) return;
    this.href = href;
    this.last = after;
    this.open();
  }

  /** A page without a stream, such as the one after signing out. */
  leave(): void {
    this.source?.close();
    this.source = undefined;
    clearTimeout(this.retry);
    this.href = "";
  }

  watch(listener: (state: LiveState) => void): () => void {
    this.listeners.add(listener);
    listener({ online: this.online, heardAt: this.heardAt });
    return () => this.listeners.delete(listener);
  }

  private open(): void {
    if (!this.href) return;
    clearTimeout(this.retry);
    this.source?.close();
    const address = new URL(this.href, location.href);
    address.searchParams.set("after", String(this.last));
    const source = new EventSource(address);
    this.source = source;
    source.onopen = () => this.hear();
    source.onmessage = (event) => {
      this.hear(event);
      renderLive(event.data);
      document.dispatchEvent(new CustomEvent("live:applied"));
    };
    source.addEventListener("ping", (event) => this.hear(event));
    // Events were trimmed while this tab was away: the page is loaded anew, and carries its own cursor.
    source.addEventListener("reset", (event) => {
      this.hear(event);
      visit(location.href, { action: "replace" });
    });
    source.onerror = () => {
      if (source !== this.source) return;
      // The browser itself reopens a stream that merely ended; it gives up only after a refusal.
      if (source.readyState === EventSource.CLOSED) {
        this.tell(false);
        this.openLater();
        void this.leaveIfSignedOut();
      } else if (Date.now() - this.heardAt.getTime() > 5_000 || !navigator.onLine) {
        this.tell(false);
      }
    };
  }

  // A stream is refused without a word; a page says by a redirection that one has to sign in.
  private async leaveIfSignedOut(): Promise<void> {
    const answer = await fetch(location.href, { redirect: "manual", headers: { Accept: "text/html" } }).catch(() => undefined);
    if (answer?.type === "opaqueredirect") visit(location.href, { action: "replace" });
  }

  private openLater(): void {
    clearTimeout(this.retry);
    const pause = Math.min(longestPause, 1_000 * 2 ** this.failures++);
    this.retry = setTimeout(() => this.open(), pause * (0.5 + Math.random() / 2));
  }

  private hear(event?: MessageEvent): void {
    this.heardAt = new Date();
    this.failures = 0;
    if (event?.lastEventId) this.last = Number(event.lastEventId);
    this.tell(true);
  }

  private checkSilence(): void {
    if (!this.href) return;
    const silent = Date.now() - this.heardAt.getTime() > silence;
    if (silent) this.tell(false);
    if (silent || this.source?.readyState === EventSource.CLOSED) this.open();
  }

  private tell(online: boolean): void {
    const changed = this.online !== online;
    this.online = online;
    if (changed) for (const listener of this.listeners) listener({ online, heardAt: this.heardAt });
  }
}

export const live = new LiveConnection();
