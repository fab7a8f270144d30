declare module "@hotwired/turbo" {
  export const config: { drive: { progressBarDelay: number } };
  export const StreamActions: Record<string, (this: StreamElement) => void>;
  export interface StreamElement extends HTMLElement {
    readonly templateContent: DocumentFragment;
    readonly targetElements: Element[];
  }
  export function visit(address: string, options?: { action?: "advance" | "replace" }): void;
}
