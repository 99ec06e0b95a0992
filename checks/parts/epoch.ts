/** ms since 1970, or null. */
export function timeOf(value: unknown): number | null {
  const at = typeof value === "number" ? value : typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(at) && at > 0 && at < 8.64e15 ? at : null;
}

/** As an ISO text, or null. */
export function isoOf(value: unknown): string | null {
  const at = timeOf(value);
  return at === null ? null : new Date(at).toISOString();
}
