import { Controller } from "@hotwired/stimulus";
import { type Attempt, readDraft, unaccepted, writeDraft } from "../drafts";
import { type Answered, begin, enqueue, forgetQueue, isUnderWay, queued, takeNext } from "../messages_under_way";

const readOut = [0, 20, 100, 500];
const touch = matchMedia("(pointer: coarse)");
let returnFocusTo: string | undefined; // the draft whose writer was typing when the page was rendered anew

/** Where a message is written: grows with it, keeps it on this device until it was accepted, sends it with Enter. */
export default class extends Controller<HTMLFormElement> {
  static targets = ["text", "client", "send", "hint", "keys", "counter", "room"];
  static values = { key: String, limit: Number };
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly clientTarget: HTMLInputElement;
  declare readonly sendTarget: HTMLButtonElement;
  declare readonly hintTarget: HTMLElement;
  declare readonly keysTarget: HTMLElement;
  declare readonly counterTarget: HTMLElement;
  declare readonly roomTarget: HTMLElement;
  declare readonly keyValue: string;
  declare readonly limitValue: number;
  private tried?: Attempt; // another tab may have seen it accepted since, and then forgets it on this device

  connect(): void {
    this.takeUp();
    document.addEventListener("message:answered", this.answered);
    document.addEventListener("message:awaited", this.awaited);
    document.addEventListener("focusin", this.movedOn);
    this.keysTarget.textContent = touch.matches ? "" : "Enter to send, Shift+Enter for a new line";
    if (returnFocusTo === this.keyValue) {
      this.textTarget.focus();
      this.textTarget.setSelectionRange(this.textTarget.value.length, this.textTarget.value.length);
    }
    returnFocusTo = undefined;
    this.fit();
  }

  disconnect(): void {
    document.removeEventListener("message:answered", this.answered);
    document.removeEventListener("message:awaited", this.awaited);
    document.removeEventListener("focusin", this.movedOn);
    if (document.activeElement === this.textTarget) returnFocusTo = this.keyValue;
  }

  typed(): void {
    writeDraft(this.keyValue, { ...readDraft(this.keyValue), text: this.textTarget.value });
    this.fit();
  }

  key(event: KeyboardEvent): void {
    // Safari ends a composition before it tells of the key that ended it; only the code of that key says so.
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    const always = event.ctrlKey || event.metaKey;
    if (!always && (touch.matches || event.shiftKey)) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  sending(event: SubmitEvent): void {
    const draft = readDraft(this.keyValue);
    const next = isUnderWay(this.keyValue) ? undefined : takeNext(this.keyValue);
    const text = next ?? this.textTarget.value;
    if (isUnderWay(this.keyValue) || text.trim() === "") {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (text.trim() !== "") this.enqueue(text);
      return;
    }
    this.textTarget.value = text;
    const tried = draft.tried ?? this.tried;
    // The same text once more is the same message, in case it arrived and only the answer was lost.
    const attempt = tried?.text === text ? tried : { text, clientId: newId() };
    this.clientTarget.value = attempt.clientId;
    writeDraft(this.keyValue, { text: next === undefined ? "" : draft.text, pending: attempt, queued: queued(this.keyValue) });
    begin(this.keyValue, this.element, attempt);
    if (document.activeElement === this.textTarget || document.activeElement === this.sendTarget) returnFocusTo = this.keyValue;
    this.element.setAttribute("aria-busy", "true");
  }

  /** It was read from the form, so the next can be written. */
  started(): void {
    this.textTarget.value = readDraft(this.keyValue).text;
    this.fit();
  }

  // What follows is written in the empty box: whatever was under the key when it was pressed is what goes out.
  private enqueue(text: string): void {
    enqueue(this.keyValue, text);
    writeDraft(this.keyValue, { ...readDraft(this.keyValue), text: "", queued: queued(this.keyValue) });
    this.textTarget.value = "";
    this.say("It is sent after the one before.");
    this.fit();
  }

  private readonly awaited = (event: Event): void => {
    if (isUnderWay(this.keyValue)) this.say(`Your message is still on its way. ${(event as CustomEvent<string>).detail}`);
  };

  private readonly answered = (event: Event): void => {
    const { conversation, accepted, reached } = (event as Answered).detail;
    if (conversation !== this.keyValue) return;
    this.element.removeAttribute("aria-busy");
    if (!accepted) this.textTarget.value = readDraft(this.keyValue).text;
    this.say(reached ? "" : "Not sent: there is no connection. Your text is kept on this device.");
    this.fit();
    const focused = document.activeElement;
    if (focused === document.body || this.element.contains(focused)) this.textTarget.focus();
  };

  // Whoever has gone on to something else meanwhile stays there.
  private readonly movedOn = (event: FocusEvent): void => {
    if (!this.element.contains(event.target as Node)) returnFocusTo = undefined;
  };

  // What waits on this device, also a message whose answer was never seen; else what the server gave back.
  private takeUp(): void {
    const draft = readDraft(this.keyValue);
    const lost = !isUnderWay(this.keyValue) && (draft.pending || draft.queued?.length);
    const text = lost ? unaccepted(draft) : draft.text;
    if (text !== "") this.textTarget.value = text;
    this.tried = lost ? draft.pending : draft.tried;
    if (lost) {
      forgetQueue(this.keyValue);
      writeDraft(this.keyValue, { text, tried: draft.pending });
    } else if (text === "" && this.textTarget.value !== "") writeDraft(this.keyValue, { ...draft, text: this.textTarget.value });
  }

  // Read out when it is new; which keys there are is not.
  private say(text: string): void {
    this.hintTarget.textContent = text;
    this.keysTarget.hidden = text !== "";
  }

  private fit(): void {
    const box = this.textTarget;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
    const left = this.limitValue - box.value.length;
    this.counterTarget.textContent = left <= this.limitValue / 7 ? `${left} characters left` : "";
    // Each key would be read out otherwise.
    const step = readOut.find((most) => left <= most);
    const room = step === undefined ? "" : step === 0 ? "No characters left" : `${step} characters left, or fewer`;
    if (this.roomTarget.textContent !== room) this.roomTarget.textContent = room;
    this.element.classList.toggle("composer-empty", box.value.trim() === "");
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
