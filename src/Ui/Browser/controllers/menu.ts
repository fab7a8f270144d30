import { Controller } from "@hotwired/stimulus";

/** A details element as a menu: closes with Escape, with a click elsewhere and when focus leaves it. */
export default class extends Controller<HTMLDetailsElement> {
  static targets = ["focus"];
  declare readonly focusTarget: HTMLElement;
  declare readonly hasFocusTarget: boolean;

  connect(): void {
    this.element.addEventListener("toggle", this.toggled);
    this.element.addEventListener("keydown", this.key);
    this.element.addEventListener("focusout", this.left);
    document.addEventListener("pointerdown", this.elsewhere);
    document.addEventListener("turbo:before-cache", this.close);
  }

  disconnect(): void {
    document.removeEventListener("pointerdown", this.elsewhere);
    document.removeEventListener("turbo:before-cache", this.close);
  }

  private toggled = (): void => {
    if (this.element.open && this.hasFocusTarget) this.focusTarget.focus();
  };

  private key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.element.open) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
    this.element.querySelector("summary")?.focus();
  };

  private left = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && !this.element.contains(event.relatedTarget)) this.close();
  };

  private elsewhere = (event: Event): void => {
    if (!this.element.contains(event.target as Node)) this.close();
  };

  private close = (): void => {
    this.element.open = false;
  };
}
