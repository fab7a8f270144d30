declare module "@hotwired/turbo" {
  export const config: { drive: { progressBarDelay: number } };
  export function renderStreamMessage(message: string): void;
  export function visit(address: string, options?: { action?: "advance" | "replace" }): void;
}
