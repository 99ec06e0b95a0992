import { expect, it } from "vitest";
import { span } from "../../src/ui/text/style.ts";
import { chooseTheme } from "../../src/ui/theme/choose-theme.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";

const utf8 = { LANG: "C.UTF-8", TERM: "xterm-256color" };
const dark = "rgb:0d0d/1111/1717";

it.each([
  [
    { ...utf8, COLORTERM: "truecolor", background: dark },
    { depth: "truecolor", ground: "dark", ascii: false },
  ],
  [
    { ...utf8, background: "rgb:ffff/ffff/ffff" },
    { depth: "256", ground: "light", ascii: false },
  ],
  [
    { ...utf8, COLORTERM: "truecolor" },
    { depth: "16", ground: "dark", ascii: false },
  ],
  [
    { ...utf8, NO_COLOR: "1", background: dark },
    { depth: "mono", ground: "dark", ascii: false },
  ],
  [
    { ...utf8, NO_COLOR: "", background: dark },
    { depth: "256", ground: "dark", ascii: false },
  ],
  [
    { TERM: "linux", LANG: "C.UTF-8" },
    { depth: "16", ground: "dark", ascii: true },
  ],
  [
    { TERM: "xterm", LANG: "C", background: "rgb:00/00/00" },
    { depth: "16", ground: "dark", ascii: true },
  ],
  [
    { TERM: "xterm", LC_ALL: "C", LANG: "C.UTF-8" },
    { depth: "16", ground: "dark", ascii: true },
  ],
  [{ TERM: "dumb" }, { depth: "mono", ground: "dark", ascii: true }],
] as const)("chooses from what the terminal says: %j", (hints, choice) => expect(chooseTheme(hints)).toEqual(choice));

it("never uses colour 8, and tells a fail without any colour", () => {
  const fail = [span("x", "fail-cell"), span(" plain"), span(" words", "dim")];
  const mono = createTheme({ depth: "mono", ground: "dark", ascii: false }).paint(fail);
  expect(mono).toBe("\u001b[7m\u001b[1mx\u001b[22m\u001b[27m plain\u001b[2m words\u001b[22m");
  expect(createTheme({ depth: "16", ground: "dark", ascii: false }).paint(fail)).not.toContain("\u001b[90m");
  expect(createTheme({ depth: "none", ground: "dark", ascii: false }).paint(fail)).toBe("x plain words");
});

it("draws the selected row on a ground of its own, or inverse where there is none", () => {
  const line = [span("row", "ok")];
  expect(createTheme({ depth: "256", ground: "dark", ascii: false }).paint(line, true)).toContain("48;5;236");
  expect(createTheme({ depth: "16", ground: "dark", ascii: false }).paint(line, true)).toBe("\u001b[7mrow\u001b[27m");
});
