import { StreamActions, visit } from "@hotwired/turbo";
import { selectorOf } from "./page_focus";

const soon = 3_000;
const twoMinutes = 120_000;

type StreamRender = CustomEvent<{ render: (stream: Element) => Promise<void> }>;

/**
 * Puts what a live message says into the page. Turbo's own way compares the focus before and one frame after, and so takes
 * it back from somebody who moved it in between.
 */
export function renderLive(message: string): void {
  const template = document.createElement("template");
  template.innerHTML = message;
  document.documentElement.append(document.importNode(template.content, true));
}

// Turbo's replace and prepend would each bring the same element, and of a busy inbox that is a quarter of what comes.
StreamActions["to-top"] = function () {
  const element = this.templateContent.firstElementChild;
  if (!element) return;
  document.getElementById(element.id)?.replaceWith(element);
  this.targetElements[0]?.prepend(element);
};

// What stands in a field of a form would be gone with the page, so it has two minutes; a message that is written is kept on the device.
let postponed: ReturnType<typeof setTimeout> | undefined;
const refresh = StreamActions["refresh"];
StreamActions["refresh"] = function () {
  if (isFilledIn()) postponed ??= setTimeout(() => refreshLater(Date.now() + twoMinutes), soon);
  else refresh?.call(this);
};
document.addEventListener("turbo:load", () => {
  clearTimeout(postponed);
  postponed = undefined;
});

function refreshLater(latest: number): void {
  postponed = undefined;
  if (isFilledIn() && Date.now() < latest) postponed = setTimeout(() => refreshLater(latest), soon);
  else visit(location.href, { action: "replace" });
}

function isFilledIn(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("main :is(input[type=text], input[type=tel], input[type=search], textarea)");
  return [...fields].some((field) => !field.matches("[data-composer-target]") && field.value !== field.defaultValue);
}

// Others go on with a conversation: its row goes, and its own page is loaded anew, which says so.
StreamActions["leave"] = function () {
  this.targetElements.forEach((row) => row.remove());
  const thread = this.dataset["thread"];
  if (thread && document.getElementById(thread)) visit(location.href, { action: "replace" });
};

// Who had the focus keeps it when the element was exchanged for a new one.
document.addEventListener("turbo:before-stream-render", (event) => {
  const { detail } = event as StreamRender;
  const render = detail.render;
  detail.render = async (stream) => {
    const focused = document.activeElement;
    await render(stream);
    if (focused?.isConnected || document.activeElement !== document.body) return;
    const place = selectorOf(focused);
    if (place) document.querySelector<HTMLElement>(place)?.focus({ preventScroll: true });
  };
});
