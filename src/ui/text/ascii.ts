/** Signs of ours and of the data that have an ASCII way to be said. */
const words: Readonly<Record<string, string>> = {
  "—": "--",
  "–": "-",
  "…": "~",
  "→": "->",
  "←": "<-",
  "↑": "up ",
  "↓": "down",
  "≠": "!=",
  "≤": "<=",
  "≥": ">=",
  "×": "x",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "·": ".",
  "•": "*",
  "₂": "2",
};

/** For terminals without UTF-8. Must run before anything is measured, since widths change. */
export function toAscii(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return [...text].map((sign) => words[sign] ?? plain(sign)).join("");
}

/** A letter without its marks, or a sign that says that something was there. */
function plain(sign: string): string {
  if (/^\p{M}$/u.test(sign)) return "";
  const base = sign.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return /^[ -~]+$/.test(base) ? base : "?";
}
