import { Controller } from "@hotwired/stimulus";

type Numbers = { AsYouType: new () => { input(text: string): string; getNumber(): { isValid(): boolean; country?: string } | undefined } };

/** Groups a telephone number while it is typed at its end, and says which country it seems to be of. The server decides. */
export default class extends Controller<HTMLElement> {
  static targets = ["field", "note"];
  static values = { script: String };
  declare readonly fieldTarget: HTMLInputElement;
  declare readonly noteTarget: HTMLElement;
  declare readonly scriptValue: string;
  private numbers?: Numbers;

  async connect(): Promise<void> {
    this.numbers = (await import(this.scriptValue)) as Numbers;
    if (this.fieldTarget.value !== "") this.typed();
  }

  typed(event?: InputEvent): void {
    if (!this.numbers) return;
    const field = this.fieldTarget;
    const number = new this.numbers.AsYouType();
    const written = number.input(field.value);
    const atEnd = field.selectionStart === field.value.length;
    if (atEnd && !event?.inputType?.startsWith("delete") && field.value.trimStart().startsWith("+")) field.value = written;
    this.noteTarget.textContent = this.say(number.getNumber());
  }

  private say(number?: { isValid(): boolean; country?: string }): string {
    if (!number) return "";
    const country = number.country ? new Intl.DisplayNames([document.documentElement.lang], { type: "region" }).of(number.country) : undefined;
    if (number.isValid()) return country ? `A number of ${country}` : "";
    return country ? `Not yet a complete number of ${country}` : "";
  }
}
