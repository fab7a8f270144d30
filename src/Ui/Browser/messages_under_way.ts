import { visit } from "@hotwired/turbo";
import { type Attempt, readDraft, unaccepted, withoutAccepted, writeDraft } from "./drafts";

interface UnderWay {
  form: HTMLFormElement;
  attempt: Attempt;
  answered: boolean;
}

/** What became of a message: `reached` is false when there was no answer at all. */
export type Answered = CustomEvent<{ conversation: string; accepted: boolean; reached: boolean }>;

type FetchResponse = { redirected: boolean; location: URL };
type Ended = CustomEvent<{ formSubmission: { formElement: HTMLFormElement }; success?: boolean; fetchResponse?: FetchResponse }>;

// By conversation. A form that sends does not live long: its page is rendered anew, also by live updates.
const messages = new Map<string, UnderWay>();
const nextUp = new Set<string>(); // what is queued there goes out as soon as the page is rendered
const queues = new Map<string, string[]>(); // this tab's; the draft has a copy, in case the tab is closed
let leavingTo: string | undefined;
let held: { form: HTMLFormElement; submitter: HTMLElement | null } | undefined;
let clicked: string | undefined; // where a person wants to go, and not a page that loads itself anew

export function isUnderWay(conversation: string): boolean {
  return messages.has(conversation) || nextUp.has(conversation);
}

export function begin(conversation: string, form: HTMLFormElement, attempt: Attempt): void {
  messages.set(conversation, { form, attempt, answered: false });
}

/** What was pressed Enter on meanwhile, in its order. */
export function queued(conversation: string): string[] {
  return queues.get(conversation) ?? [];
}

export function enqueue(conversation: string, text: string): void {
  queues.set(conversation, [...queued(conversation), text]);
}

export function takeNext(conversation: string): string | undefined {
  const [next, ...rest] = queued(conversation);
  queues.set(conversation, rest);
  return next;
}

/** What was queued is in the draft's text again. */
export function forgetQueue(conversation: string): void {
  queues.delete(conversation);
}

document.addEventListener("turbo:click", (event) => {
  const { url, originalEvent } = (event as CustomEvent<{ url: string; originalEvent: MouseEvent }>).detail;
  clicked = originalEvent.detail < 2 ? url : undefined; // a double click asks once
});

document.addEventListener("turbo:before-fetch-response", (event) => {
  const { fetchResponse } = (event as CustomEvent<{ fetchResponse: FetchResponse }>).detail;
  for (const message of messages.values()) if (event.target === message.form || isAcceptance(message, fetchResponse)) message.answered = true;
});

// Turbo would give up the request: the message might be sent or not, and nobody would be told.
document.addEventListener("turbo:before-visit", (event) => {
  const { url } = (event as CustomEvent<{ url: string }>).detail;
  const asked = clicked === url;
  clicked = undefined;
  const answered = [...messages.values()].every((message) => message.answered);
  // What is queued goes out from the page of the answer, so that one may come.
  const comes = new URL(url, location.href).pathname;
  if (answered && [...nextUp].every((conversation) => comes.endsWith(`/${conversation}`))) return;
  // Whoever asks twice goes: the text is kept, and sent once more it is the same message.
  if (asked && url === leavingTo) {
    leavingTo = undefined;
    nextUp.clear();
    return;
  }
  event.preventDefault();
  if (!asked && leavingTo) return;
  leavingTo = url;
  if (asked) document.dispatchEvent(new CustomEvent("message:awaited", { detail: "Press again to leave at once." }));
});

// Any other form would take the place of the one that is under way, as a visit would. It goes after it.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const waits = [...messages.values()].some((message) => !message.answered);
    if (!waits || form.matches("[data-composer-key-value]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.method === "get") leavingTo = addressOf(form);
    else held ??= { form, submitter: event.submitter };
    document.dispatchEvent(new CustomEvent("message:awaited", { detail: "What you pressed follows it." }));
  },
  true,
);

document.addEventListener("turbo:submit-end", (event) => {
  const { formSubmission, success, fetchResponse } = (event as Ended).detail;
  for (const [conversation, message] of messages)
    if (message.form === formSubmission.formElement) end(conversation, message, !!success && isAcceptance(message, fetchResponse), !!fetchResponse);
});

function end(conversation: string, message: UnderWay, accepted: boolean, reached: boolean): void {
  messages.delete(conversation);
  const draft = readDraft(conversation);
  const waiting = queued(conversation);
  writeDraft(conversation, accepted ? { text: withoutAccepted(draft, message.attempt), queued: waiting } : { text: unaccepted(draft), tried: message.attempt });
  if (!accepted) forgetQueue(conversation);
  else if (waiting.length > 0) nextUp.add(conversation);
  document.dispatchEvent(new CustomEvent("message:answered", { detail: { conversation, accepted, reached } }) satisfies Answered);
  // Whoever wanted to go on sees first what became of it.
  if (!accepted) leavingTo = held = undefined;
  // The page that was answered comes first: two visits at once give each other up.
  else document.addEventListener("turbo:render", () => setTimeout(() => (nextUp.has(conversation) ? submit(conversation) : leave())), { once: true });
}

function submit(conversation: string): void {
  nextUp.delete(conversation);
  const form = document.querySelector<HTMLFormElement>(`form[data-composer-key-value="${conversation}"]`);
  if (form && queued(conversation).length > 0) form.requestSubmit();
  else leave();
}

function leave(): void {
  const [address, form] = [leavingTo, held && stillThere(held.form)];
  const submitter = held?.submitter;
  leavingTo = held = undefined;
  if (form) form.requestSubmit(submitter && form.contains(submitter) ? submitter : undefined);
  else if (address) visit(address);
}

// With what was typed, which the page that is rendered meanwhile does not have.
function addressOf(form: HTMLFormElement): string {
  const address = new URL(form.action);
  address.search = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
  return address.href;
}

// The page was rendered anew meanwhile, and with it most forms.
function stillThere(form: HTMLFormElement): HTMLFormElement | undefined {
  return form.isConnected ? form : [...document.forms].find((other) => other.action === form.action);
}

// Anything else than the conversation with the message in it, such as the page for signing in, is no acceptance.
function isAcceptance({ form }: UnderWay, answer?: FetchResponse): boolean {
  return !!answer?.redirected && `${answer.location.pathname}/messages` === new URL(form.action).pathname;
}
