import fc from "fast-check";
import { expect, it } from "vitest";
import { tame } from "../../src/core/hostile-text.ts";

it.each([
  ["colour", "a\u001b[31;1mb\u001b[0mc", "abc"],
  ["cursor and screen", "\u001b[2J\u001b[1;1Hx", "x"],
  ["title by OSC and BEL", "a\u001b]0;owned\u0007b", "ab"],
  ["clipboard by OSC and ST", "a\u001b]52;c;aGk=\u001b\\b", "ab"],
  ["device control", "a\u001bPq#0\u001b\\b", "ab"],
  ["8-bit CSI", "a\u009b31mb", "ab"],
  ["unfinished OSC", "a\u001b]0;owned", "a"],
  ["bare escape", "a\u001bcb", "ab"],
  ["line breaks", "a\r\nb\tc", "a b c"],
  ["carriage return over a line", "good\rbad", "good bad"],
  ["right-to-left override", "a\u202eb", "ab"],
  ["zero width and tags", "a\u200bb\u{e0041}c\ufe0f", "abc"],
  ["lone surrogate", "a\ud800b", "a\ufffdb"],
])("%s", (_name, text, wanted) => {
  expect(tame(text)).toBe(wanted);
});

it("leaves no control byte and is never longer than asked, whatever comes", () => {
  const nasty = fc.string({
    unit: fc.constantFrom("\u001b", "[", "]", "0", ";", "m", "\u0007", "\u009b", "\n", "x", "😀", "\ud83d"),
  });
  fc.assert(
    fc.property(nasty, fc.integer({ min: 1, max: 40 }), (text, limit) => {
      const tamed = tame(text, limit);
      expect(tamed).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
      expect(tamed.length).toBeLessThanOrEqual(limit);
      expect(tame(tamed, limit)).toBe(tamed);
    }),
  );
});
