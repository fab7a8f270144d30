/** A text as it was given to the server, under the id that makes a second delivery the same message. */
export interface Attempt {
  text: string;
  clientId: string;
}

/**
 * What was written in one conversation and is not accepted. `pending` awaits its answer, what is `queued` is sent after it, and `tried`
 * was given once and is in the text again.
 */
export interface Draft {
  text: string;
  pending?: Attempt;
  queued?: string[];
  tried?: Attempt;
}

export function readDraft(conversation: string): Draft {
  return (JSON.parse(localStorage.getItem(keyOf(conversation)) ?? "null") as Draft | null) ?? { text: "" };
}

export function writeDraft(conversation: string, draft: Draft): void {
  if (unaccepted(draft) === "") localStorage.removeItem(keyOf(conversation));
  else localStorage.setItem(keyOf(conversation), JSON.stringify(draft));
}

/** All that is not known to be accepted, in the order in which it was written. */
export function unaccepted({ text, pending, queued }: Draft): string {
  return [pending?.text, ...(queued ?? []), text].filter((part) => part).join("\n");
}

/** Another tab may have taken the attempt for lost and put its text back into the draft, before it was accepted after all. */
export function withoutAccepted({ text, tried }: Draft, accepted: Attempt): string {
  if (tried?.clientId !== accepted.clientId || !`${text}\n`.startsWith(`${accepted.text}\n`)) return text;
  return text.slice(accepted.text.length + 1);
}

// A device is shared: what one person wrote is nothing for the next.
function keyOf(conversation: string): string {
  return `draft:${document.querySelector<HTMLElement>("[data-person]")?.dataset.person ?? ""}:${conversation}`;
}
