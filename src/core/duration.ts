const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d)$/;

/** `500ms`, `20s`, `5m`, `1h`, `7d` in milliseconds; undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  return match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : undefined;
}

/** A duration as people read it in a row: `450ms`, `12s`, `3m`, `2h`, `9d`. Rounds down. */
export function shortDuration(ms: number): string {
  const positive = Math.max(0, ms);
  if (positive < 1000) return `${Math.floor(positive)}ms`;
  if (positive < 60_000) return `${Math.floor(positive / 1000)}s`;
  if (positive < 3_600_000) return `${Math.floor(positive / 60_000)}m`;
  if (positive < 172_800_000) return `${Math.floor(positive / 3_600_000)}h`;
  return `${Math.floor(positive / 86_400_000)}d`;
}

/** As `shortDuration`, but with the next smaller unit where that is not zero: `1m30s`, `2h15m`. For axes. */
export function exactDuration(ms: number): string {
  const rest = ms < 60_000 ? 0 : ms < 3_600_000 ? ms % 60_000 : ms < 172_800_000 ? ms % 3_600_000 : ms % 86_400_000;
  const smaller = rest < 1000 ? "0" : shortDuration(rest);
  return `${shortDuration(ms)}${smaller.startsWith("0") ? "" : smaller}`;
}

/** A running time as a clock: `0:48`, `12:41`, `1:02:03`. */
export function clockDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
