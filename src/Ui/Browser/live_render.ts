import { StreamActions, visit } from "@hotwired/turbo";
import { selectorOf } from "./page_focus";

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
