import { Controller } from "@hotwired/stimulus";

/** A summary of errors: takes the focus, and its links lead to the fields of that name. */
export default class extends Controller<HTMLElement> {
  connect(): void {
    this.element.focus();
  }

  lead(event: Event): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
    if (!link) return;
    const name = CSS.escape(decodeURIComponent(link.hash.slice(1)));
    const field = document.querySelector<HTMLElement>(`[name="${name}" i]:not([type="hidden"])`);
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
}
