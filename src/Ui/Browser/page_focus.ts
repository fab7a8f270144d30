let here = location.pathname;
let left = ""; // the control that had the focus, as a selector

/** A page that Turbo exchanges takes the focus away. It comes back to the same control, or else to the heading. */
export function keepFocus(): void {
  document.addEventListener("turbo:before-render", () => {
    left = selectorOf(document.activeElement);
  });
  document.addEventListener("turbo:render", () => {
    const same = location.pathname === here && left ? shown(left) : [];
    here = location.pathname;
    if (document.activeElement !== document.body) return;
    // Where several have the same address, none of them is known to be the one that was left.
    (same.length === 1 ? same[0] : heading())?.focus({ preventScroll: true });
  });
}

function heading(): HTMLElement | undefined {
  const heading = shown("main h1")[0] ?? shown("main h2")[0];
  heading?.setAttribute("tabindex", "-1");
  return heading;
}

/** On a small screen a pane that is not in use is there too, and takes no focus. */
function shown(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.getClientRects().length > 0);
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
