import { Controller } from "@hotwired/stimulus";

/** Shows the draft that waits on this device while nothing can be written; takes in one that the server gave back. */
export default class extends Controller<HTMLElement> {
  static targets = ["note", "text"];
  static values = { key: String };
  declare readonly noteTarget: HTMLElement;
  declare readonly textTarget: HTMLElement;
  declare readonly keyValue: string;

  connect(): void {
    const key = `draft:${this.keyValue}`;
    const given = this.textTarget.textContent ?? "";
    if (given !== "") localStorage.setItem(key, given);
    const draft = localStorage.getItem(key) ?? "";
    this.textTarget.textContent = draft;
    this.noteTarget.hidden = draft === "";
  }
}
