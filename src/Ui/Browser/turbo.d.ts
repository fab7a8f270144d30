declare module "@hotwired/turbo" {
  export const config: { drive: { progressBarDelay: number } };
  export function visit(address: string, options?: { action?: "advance" | "replace" }): void;
}
