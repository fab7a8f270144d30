import { Controller } from "@hotwired/stimulus";

/** Light or dark, kept in a cookie so that the server paints the next page right at once. */
export default class extends Controller {
  toggle(): void {
    const root = document.documentElement;
    const now = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const next = now === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
  }
}
