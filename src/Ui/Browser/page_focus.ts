let here = location.pathname;
let left = ""; // the control that had the focus, as a selector

/** A page that Turbo exchanges takes the focus away. It comes back to the same control, or else to the heading. */
export function keepFocus(): void {
  document.addEventListener("turbo:before-render", () => {
    left = selectorOf(document.activeElement);
  });
  document.addEventListener("turbo:render", () => {
    const same = location.pathname === here && left ? document.querySelector<HTMLElement>(left) : null;
    here = location.pathname;
    if (document.activeElement !== document.body) return;
    (same ?? heading())?.focus({ preventScroll: true });
  });
}

function heading(): HTMLElement | null {
  const heading = document.querySelector<HTMLElement>("main h1");
  heading?.setAttribute("tabindex", "-1");
  return heading;
}

/** Finds the control again that takes this one's place; empty where nothing tells it from others. */
export function selectorOf(element: Element | null): string {
  if (element?.id) return `#${CSS.escape(element.id)}`;
  for (const attribute of ["name", "href"]) {
    const value = element?.getAttribute(attribute);
    if (value) return `${element!.localName}[${attribute}="${CSS.escape(value)}"]`;
  }
  return "";
}
