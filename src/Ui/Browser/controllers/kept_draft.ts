import { Controller } from "@hotwired/stimulus";
import { readDraft, unaccepted, writeDraft } from "../drafts";

/** Shows the draft that waits on this device while nothing can be written; takes in one that the server gave back. */
export default class extends Controller<HTMLElement> {
  static targets = ["note", "text"];
  static values = { key: String };
  declare readonly noteTarget: HTMLElement;
  declare readonly textTarget: HTMLElement;
  declare readonly keyValue: string;

  connect(): void {
    const given = this.textTarget.textContent ?? "";
    const kept = readDraft(this.keyValue);
    if (given !== "" && unaccepted(kept) === "") writeDraft(this.keyValue, { text: given });
    const draft = unaccepted(readDraft(this.keyValue));
    this.textTarget.textContent = draft;
    this.noteTarget.hidden = draft === "";
  }
}
