import { Controller } from "@hotwired/stimulus";

const touch = matchMedia("(pointer: coarse)");
let returnFocusTo: string | undefined; // the draft whose writer was typing when the page was rendered anew

/** Where a message is written: grows with it, keeps it on this device until it was accepted, sends it with Enter. */
export default class extends Controller<HTMLFormElement> {
  static targets = ["text", "client", "send", "hint", "counter"];
  static values = { key: String, limit: Number };
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly clientTarget: HTMLInputElement;
  declare readonly sendTarget: HTMLButtonElement;
  declare readonly hintTarget: HTMLElement;
  declare readonly counterTarget: HTMLElement;
  declare readonly keyValue: string;
  declare readonly limitValue: number;
  private inFlight = false;

  connect(): void {
    if (this.textTarget.value === "") this.textTarget.value = localStorage.getItem(this.storageKey) ?? "";
    this.hintTarget.textContent = touch.matches ? "" : "Enter to send, Shift+Enter for a new line";
    if (returnFocusTo === this.keyValue) {
      this.textTarget.focus();
      this.textTarget.setSelectionRange(this.textTarget.value.length, this.textTarget.value.length);
    }
    returnFocusTo = undefined;
    this.fit();
  }

  disconnect(): void {
    if (document.activeElement === this.textTarget) returnFocusTo = this.keyValue;
  }

  typed(): void {
    const text = this.textTarget.value;
    if (text === "") localStorage.removeItem(this.storageKey);
    else localStorage.setItem(this.storageKey, text);
    this.fit();
  }

  key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    const always = event.ctrlKey || event.metaKey;
    if (!always && (touch.matches || event.shiftKey)) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  sending(event: SubmitEvent): void {
    if (this.inFlight || this.textTarget.value.trim() === "") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.inFlight = true;
    if (document.activeElement === this.textTarget || document.activeElement === this.sendTarget) returnFocusTo = this.keyValue;
    this.element.setAttribute("aria-busy", "true");
  }

  sent(event: CustomEvent<{ success: boolean; fetchResponse?: unknown }>): void {
    this.inFlight = false;
    this.element.removeAttribute("aria-busy");
    if (event.detail.success) {
      localStorage.removeItem(this.storageKey);
      this.textTarget.value = "";
      this.clientTarget.value = newId();
      this.hintTarget.textContent = "";
    } else if (!event.detail.fetchResponse) {
      this.hintTarget.textContent = "Not sent: there is no connection. Your text is kept on this device.";
    }
    this.fit();
    this.textTarget.focus();
  }

  private fit(): void {
    const box = this.textTarget;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
    const left = this.limitValue - box.value.length;
    this.counterTarget.textContent = left <= this.limitValue / 7 ? `${left} characters left` : "";
    this.element.classList.toggle("composer-empty", box.value.trim() === "");
  }

  private get storageKey(): string {
    return `draft:${this.keyValue}`;
  }
}

// crypto.randomUUID exists only on https and on localhost.
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
