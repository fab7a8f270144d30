import { visit } from "@hotwired/turbo";
import { type Attempt, readDraft, unaccepted, writeDraft } from "./drafts";

interface UnderWay {
  form: HTMLFormElement;
  attempt: Attempt;
  answered: boolean;
  again: boolean;
}

/** What became of a message: `reached` is false when there was no answer at all. */
export type Answered = CustomEvent<{ conversation: string; accepted: boolean; reached: boolean }>;

type FetchResponse = { redirected: boolean; location: URL };
type Ended = CustomEvent<{ formSubmission: { formElement: HTMLFormElement }; success?: boolean; fetchResponse?: FetchResponse }>;

// By conversation. A form that sends does not live long: its page is rendered anew, also by live updates.
const messages = new Map<string, UnderWay>();
let leavingTo: string | undefined;

export function isUnderWay(conversation: string): boolean {
  return messages.has(conversation);
}

export function begin(conversation: string, form: HTMLFormElement, attempt: Attempt): void {
  messages.set(conversation, { form, attempt, answered: false, again: false });
}

/** What is written when the answer comes is to be sent then. */
export function sendNext(conversation: string): void {
  const message = messages.get(conversation);
  if (message) message.again = true;
}

document.addEventListener("turbo:before-fetch-response", (event) => {
  const { fetchResponse } = (event as CustomEvent<{ fetchResponse: FetchResponse }>).detail;
  for (const message of messages.values()) if (event.target === message.form || isAcceptance(message, fetchResponse)) message.answered = true;
});

// Turbo would give up the request: the message might be sent or not, and nobody would be told.
document.addEventListener("turbo:before-visit", (event) => {
  if ([...messages.values()].every((message) => message.answered)) return;
  event.preventDefault();
  leavingTo = (event as CustomEvent<{ url: string }>).detail.url;
});

document.addEventListener("turbo:submit-end", (event) => {
  const { formSubmission, success, fetchResponse } = (event as Ended).detail;
  for (const [conversation, message] of messages)
    if (message.form === formSubmission.formElement) end(conversation, message, !!success && isAcceptance(message, fetchResponse), !!fetchResponse);
});

function end(conversation: string, message: UnderWay, accepted: boolean, reached: boolean): void {
  messages.delete(conversation);
  const draft = readDraft(conversation);
  writeDraft(conversation, accepted ? { text: draft.text } : { text: unaccepted(draft), tried: message.attempt });
  document.dispatchEvent(new CustomEvent("message:answered", { detail: { conversation, accepted, reached } }) satisfies Answered);
  const next = accepted && message.again && draft.text.trim() !== "" ? () => submit(conversation) : leave;
  // The page that was answered comes first: two visits at once give each other up.
  if (reached) document.addEventListener("turbo:render", () => setTimeout(next), { once: true });
  else next();
}

function submit(conversation: string): void {
  const form = document.querySelector<HTMLFormElement>(`form[data-composer-key-value="${conversation}"]`);
  if (form) form.requestSubmit();
  else leave();
}

function leave(): void {
  const address = leavingTo;
  leavingTo = undefined;
  if (address) visit(address);
}

// Anything else than the conversation with the message in it, such as the page for signing in, is no acceptance.
function isAcceptance({ form }: UnderWay, answer?: FetchResponse): boolean {
  return !!answer?.redirected && `${answer.location.pathname}/messages` === new URL(form.action).pathname;
}
