const field = "__RequestVerificationToken";

// A form that arrived over the live stream was rendered outside a request and has no token; every page has a form that does.
export function carryFormToken(): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (form.method === "post") addFormToken(form);
    },
    { capture: true },
  );
}

export function addFormToken(form: HTMLFormElement): void {
  if (form.elements.namedItem(field)) return;
  const known = document.querySelector<HTMLInputElement>(`input[name="${field}"]`);
  if (known) form.append(known.cloneNode());
}
