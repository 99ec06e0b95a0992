/** Signs of ours and of the data that have an ASCII way to be said. */
const words: Readonly<Record<string, string>> = {
  "—": "--",
  "–": "-",
  "…": "~",
  "→": "->",
  "←": "<-",
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
  return [...text.normalize("NFKD")]
    .map((sign) => words[sign] ?? (/^[ -~]$/.test(sign) ? sign : /^\p{M}$/u.test(sign) ? "" : "?"))
    .join("");
}
