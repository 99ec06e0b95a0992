/** At most seven columns, never cut: `1,204`, `12.3k`, `4.1M`, `0.31`. */
export function compactNumber(value: number): string {
  if (!Number.isFinite(value)) return "—";
  const size = Math.abs(value);
  if (size < 10) return String(Math.round(value * 100) / 100);
  if (size < 1000) return String(Math.round(value * 10) / 10);
  if (size < 10_000) return String(Math.round(value)).replace(/\d(?=\d{3}$)/, "$&,");
  for (const [limit, letter] of UNITS) if (size < limit * 999.95) return `${trimmed(value / limit)}${letter}`;
  return value.toExponential(0);
}

const UNITS = [
  [1e3, "k"],
  [1e6, "M"],
  [1e9, "G"],
  [1e12, "T"],
] as const;

function trimmed(value: number): string {
  return (Math.round(value * 10) / 10).toFixed(1).replace(/\.0$/, "");
}
