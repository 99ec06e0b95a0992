/** How a run of text looks. Colours as CSS; undefined: the terminal's own. */
export interface AnsiLook {
  readonly fg?: string;
  readonly bg?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

export interface AnsiRun {
  readonly text: string;
  readonly look: AnsiLook;
}

const SIXTEEN = [
  "#000000", "#cc3333", "#2ac98e", "#d7af00", "#4f87d7", "#a3126b", "#00a7a7", "#d0d0d0",
  "#767676", "#ff5040", "#5af78e", "#ffd24a", "#6cb6ff", "#dd88ff", "#5fe3e3", "#ffffff",
] as const; // biome-ignore format: two rows of eight, as terminals number them

const CUBE = [0, 95, 135, 175, 215, 255] as const;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control sequences
const CODE = /\u001b\[([\d;]*)m/g;

/** Splits one painted line into runs of one look. */
export function ansiRuns(line: string): readonly AnsiRun[] {
  const runs: AnsiRun[] = [];
  let look: AnsiLook = {};
  let from = 0;
  const push = (to: number): void => {
    if (to > from) runs.push({ text: line.slice(from, to), look });
  };
  for (const match of line.matchAll(CODE)) {
    push(match.index);
    look = afterCodes(look, (match[1] ?? "").split(";").map(Number));
    from = match.index + match[0].length;
  }
  push(line.length);
  return runs;
}

function afterCodes(look: AnsiLook, codes: readonly number[]): AnsiLook {
  let next = look;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, length } = extended(codes.slice(index + 1));
      next = code === 38 ? { ...next, fg: colour } : { ...next, bg: colour };
      index += length;
    } else next = afterCode(next, code);
  }
  return next;
}

function extended([mode, ...rest]: readonly number[]): { readonly colour: string; readonly length: number } {
  if (mode === 2) return { colour: `rgb(${rest.slice(0, 3).join(",")})`, length: 4 };
  return { colour: indexed(rest[0] ?? 0), length: 2 };
}

function indexed(index: number): string {
  if (index < 16) return SIXTEEN[index] ?? "#ffffff";
  if (index >= 232)
    return `rgb(${Array(3)
      .fill(8 + 10 * (index - 232))
      .join(",")})`;
  const cube = index - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => CUBE[step] ?? 0).join(",")})`;
}

const flags: Readonly<Record<number, AnsiLook>> = {
  1: { bold: true },
  2: { dim: true },
  7: { inverse: true },
  27: { inverse: false },
};

function afterCode(look: AnsiLook, code: number): AnsiLook {
  if (code === 0) return {};
  if (code === 22) return { ...look, bold: false, dim: false };
  if (code === 39) return without(look, "fg");
  if (code === 49) return without(look, "bg");
  if (code >= 30 && code <= 37) return { ...look, fg: indexed(code - 30) };
  if (code >= 90 && code <= 97) return { ...look, fg: indexed(code - 82) };
  if (code >= 40 && code <= 47) return { ...look, bg: indexed(code - 40) };
  if (code >= 100 && code <= 107) return { ...look, bg: indexed(code - 92) };
  return { ...look, ...flags[code] };
}

function without(look: AnsiLook, key: "fg" | "bg"): AnsiLook {
  return Object.fromEntries(Object.entries(look).filter(([name]) => name !== key));
}
