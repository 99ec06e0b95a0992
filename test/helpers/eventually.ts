import { vi } from "vitest";

/** Far more than anything here takes: a busy machine is slow, and not wrong. */
export const PATIENCE_MS = 90_000;

/** Resolves with what `look` gives once it throws no more. */
export function eventually<T>(look: () => T | Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
  return vi.waitFor(look, { timeout: withinMs });
}
