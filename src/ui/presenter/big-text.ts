/** Letters that the verdicts need, and digits: five rows of dots. */
const LETTERS: Readonly<Record<string, string>> = {
  "0": "### #.# #.# #.# ###",
  "1": ".# ## .# .# .#",
  "2": "### ..# ### #.. ###",
  "3": "### ..# .## ..# ###",
  "4": "#.# #.# ### ..# ..#",
  "5": "### #.. ### ..# ###",
  "6": "### #.. ### #.# ###",
  "7": "### ..# ..# .#. .#.",
  "8": "### #.# ### #.# ###",
  "9": "### #.# ### ..# ###",
  A: ".#. #.# ### #.# #.#",
  D: "##. #.# #.# #.# ##.",
  E: "### #.. ##. #.. ###",
  F: "### #.. ##. #.. #..",
  I: "# # # # #",
  K: "#.# #.# ##. #.# #.#",
  L: "#.. #.. #.. #.. ###",
  N: "#..# ##.# #.## #..# #..#",
  O: "### #.# #.# #.# ###",
  R: "##. #.# ##. #.# #.#",
  S: "### #.. ### ..# ###",
  T: "### .#. .#. .#. .#.",
  U: "#.# #.# #.# #.# ###",
  W: "#...# #...# #.#.# ##.## #...#",
  " ": ".. .. .. .. ..",
};
const ROWS = 5;

/** `7 FAIL` in big letters: three lines of half blocks, in ASCII five lines of `#`. A letter that it has not got is a blank. */
export function bigLines(text: string, ascii: boolean): readonly string[] {
  const dots = Array.from({ length: ROWS }, (_, row) => dotsOf(text, row));
  if (ascii) return dots.map((line) => line.replaceAll(".", " "));
  const halves = Array.from({ length: Math.ceil(ROWS / 2) }, (_, line) => [
    dots[line * 2] ?? "",
    dots[line * 2 + 1] ?? "",
  ]);
  return halves.map(([over = "", under = ""]) => [...over].map((dot, at) => half(dot, under[at])).join(""));
}

function dotsOf(text: string, row: number): string {
  return [...text].map((letter) => (LETTERS[letter] ?? LETTERS[" "] ?? "").split(" ")[row] ?? "").join(".");
}

function half(over: string, under: string | undefined): string {
  if (over === "#") return under === "#" ? "█" : "▀";
  return under === "#" ? "▄" : " ";
}
