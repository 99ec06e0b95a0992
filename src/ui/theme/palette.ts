import type { Style } from "../text/style.ts";

export type Depth = "truecolor" | "256" | "16" | "mono" | "none";
export type Ground = "dark" | "light";

/** SGR parameters that open a style; they are closed by kind. */
export interface Look {
  readonly fg?: string;
  readonly bg?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}
type Looks = Readonly<Record<Style, Look>>;

const rgb = (hex: string): string =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)).join(";");
const fg = (hex: string, more: Look = {}): Look => ({ fg: `38;2;${rgb(hex)}`, ...more });
const cell = (text: string, ground: string): Look => ({
  fg: `38;2;${rgb(text)}`,
  bg: `48;2;${rgb(ground)}`,
  bold: true,
});
const fg256 = (color: number, more: Look = {}): Look => ({ fg: `38;5;${color}`, ...more });
const cell256 = (text: number, ground: number): Look => ({ fg: `38;5;${text}`, bg: `48;5;${ground}`, bold: true });
const bold = { bold: true } as const;

const dark: Looks = {
  plain: {},
  bold,
  dim: fg("#848d97"),
  ok: fg("#2ac98e"),
  warn: fg("#ffd24a"),
  "warn-bold": fg("#ffd24a", bold),
  fail: fg("#ff5040"),
  "fail-bold": fg("#ff5040", bold),
  "fail-cell": cell("#ffffff", "#d32f2f"),
  unknown: fg("#dd88ff"),
  "unknown-bold": fg("#dd88ff", bold),
  focus: fg("#6cb6ff"),
  "focus-bold": fg("#6cb6ff", bold),
  border: fg("#4b5563"),
  area: fg("#64748b"),
  duty: cell("#ffffff", "#c62828"),
  production: cell("#ffffff", "#a3126b"),
  staging: cell("#ffffff", "#1f5fa8"),
  lab: cell("#ffffff", "#0f766e"),
  elsewhere: { inverse: true, bold: true },
  write: cell("#1a1a1a", "#ffd24a"),
  presenting: cell("#ffffff", "#1f5fa8"),
};

const light: Looks = {
  ...dark,
  dim: fg("#59636e"),
  ok: fg("#007a4a"),
  warn: fg("#8f7000"),
  "warn-bold": fg("#8f7000", bold),
  fail: fg("#a01020"),
  "fail-bold": fg("#a01020", bold),
  "fail-cell": cell("#ffffff", "#a01020"),
  unknown: fg("#8a22a8"),
  "unknown-bold": fg("#8a22a8", bold),
  focus: fg("#0b5cad"),
  "focus-bold": fg("#0b5cad", bold),
  border: fg("#9aa4af"),
  area: fg("#8794a3"),
  duty: cell("#ffffff", "#a01020"),
  write: cell("#ffffff", "#8f7000"),
};

const dark256: Looks = {
  plain: {},
  bold,
  dim: fg256(245),
  ok: fg256(42),
  warn: fg256(221),
  "warn-bold": fg256(221, bold),
  fail: fg256(203),
  "fail-bold": fg256(203, bold),
  "fail-cell": cell256(231, 160),
  unknown: fg256(177),
  "unknown-bold": fg256(177, bold),
  focus: fg256(75),
  "focus-bold": fg256(75, bold),
  border: fg256(240),
  area: fg256(67),
  duty: cell256(231, 160),
  production: cell256(231, 126),
  staging: cell256(231, 25),
  lab: cell256(231, 30),
  elsewhere: { inverse: true, bold: true },
  write: cell256(234, 221),
  presenting: cell256(231, 25),
};

const light256: Looks = {
  ...dark256,
  dim: fg256(241),
  ok: fg256(29),
  warn: fg256(94),
  "warn-bold": fg256(94, bold),
  fail: fg256(124),
  "fail-bold": fg256(124, bold),
  unknown: fg256(91),
  "unknown-bold": fg256(91, bold),
  focus: fg256(25),
  "focus-bold": fg256(25, bold),
  border: fg256(247),
  area: fg256(102),
  write: cell256(231, 94),
};

/** SGR 2 for what is secondary: colour 8 is invisible on some grounds. */
const sixteen: Looks = {
  plain: {},
  bold,
  dim: { dim: true },
  ok: { fg: "32" },
  warn: { fg: "33" },
  "warn-bold": { fg: "33", bold: true },
  fail: { fg: "31" },
  "fail-bold": { fg: "31", bold: true },
  "fail-cell": { fg: "37", bg: "41", bold: true },
  unknown: { fg: "35" },
  "unknown-bold": { fg: "35", bold: true },
  focus: { fg: "36" },
  "focus-bold": { fg: "36", bold: true },
  border: { dim: true },
  area: { fg: "34" },
  duty: { fg: "37", bg: "41", bold: true },
  production: { fg: "37", bg: "45", bold: true },
  staging: { fg: "37", bg: "44", bold: true },
  lab: { fg: "30", bg: "46" },
  elsewhere: { inverse: true, bold: true },
  write: { fg: "30", bg: "43" },
  presenting: { fg: "37", bg: "44", bold: true },
};

const inverse = { inverse: true, bold: true } as const;
const mono: Looks = {
  plain: {},
  bold,
  dim: { dim: true },
  ok: {},
  warn: bold,
  "warn-bold": bold,
  fail: bold,
  "fail-bold": bold,
  "fail-cell": inverse,
  unknown: bold,
  "unknown-bold": bold,
  focus: bold,
  "focus-bold": bold,
  border: { dim: true },
  area: {},
  duty: inverse,
  production: inverse,
  staging: inverse,
  lab: inverse,
  elsewhere: inverse,
  write: inverse,
  presenting: inverse,
};

/** Of `mono` and `none` the same; with 16 colours or fewer the ground makes no difference. */
export function looksOf(depth: Depth, ground: Ground): Looks {
  if (depth === "truecolor") return ground === "dark" ? dark : light;
  if (depth === "256") return ground === "dark" ? dark256 : light256;
  return depth === "16" ? sixteen : mono;
}

/** The ground of the selected row; where there is none, the row is drawn inverse. */
export function selectedGround(depth: Depth, ground: Ground): string | undefined {
  if (depth === "truecolor") return `48;2;${rgb(ground === "dark" ? "#2b3441" : "#dbe4ef")}`;
  if (depth === "256") return ground === "dark" ? "48;5;236" : "48;5;254";
  return undefined;
}
