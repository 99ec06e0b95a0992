export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** NaN and infinities as they are. */
  readonly value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)\s*(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?\s+(\S+)(?:\s|$)/;
const LABEL = /\s*([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/gy;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** The samples of a Prometheus text exposition (0.0.4); comments and lines that are no sample are left out. */
export function parseExposition(text: string): Sample[] {
  return text.split("\n").flatMap((line) => {
    const sample = line.startsWith("#") ? undefined : sampleOf(line.trim());
    return sample ? [sample] : [];
  });
}

function sampleOf(line: string): Sample | undefined {
  const [, name = "", braces = "{}", written = ""] = LINE.exec(line) ?? [];
  const value = SPECIAL[written.toLowerCase()] ?? (/^[+-]?[\d.]/.test(written) ? Number(written) : undefined);
  const labels = name === "" ? undefined : labelsOf(braces.slice(1, -1));
  if (labels === undefined || value === undefined) return undefined;
  return Number.isNaN(value) && written.toLowerCase() !== "nan" ? undefined : { name, labels, value };
}

function labelsOf(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  let read = 0;
  for (const match of text.matchAll(LABEL)) {
    labels[match[1] ?? ""] = (match[2] ?? "").replaceAll(/\\(.)/g, (_whole, sign: string) =>
      sign === "n" ? "\n" : sign,
    );
    read += match[0].length;
  }
  return text.slice(read).trim() === "" ? labels : undefined;
}
