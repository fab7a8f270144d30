import { Controller } from "@hotwired/stimulus";

const positions = new Map<string, number>();

/** Keeps where a list was scrolled to while pages around it change. */
export default class extends Controller<HTMLElement> {
  static values = { key: String };
  declare readonly keyValue: string;

  connect(): void {
    this.element.scrollTop = positions.get(this.keyValue) ?? 0;
    this.element.addEventListener("scroll", this.moved, { passive: true });
  }

  disconnect(): void {
    this.element.removeEventListener("scroll", this.moved);
  }

  private moved = (): void => {
    positions.set(this.keyValue, this.element.scrollTop);
  };
}
