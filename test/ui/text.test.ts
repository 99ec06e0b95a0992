import fc from "fast-check";
import stringWidth from "string-width";
import { expect, it } from "vitest";
import { toAscii } from "../../src/ui/text/ascii.ts";
import { clean, widthOf } from "../../src/ui/text/clean.ts";
import { cutMiddle, fitLine, lineWidth } from "../../src/ui/text/line.ts";
import { NARROW } from "../../src/ui/text/narrow.ts";
import { span } from "../../src/ui/text/style.ts";
import { wrapText } from "../../src/ui/text/wrap.ts";

const wild = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "漢字",
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "e\u0301",
        "\u0301",
        "🇩🇪",
        "1️⃣",
        "क्षि",
        "ｱﾞ",
        "\u200d",
        "\u001b[31m",
        "한국",
        "a ",
      ),
    )
    .map((parts) => parts.join("")),
);

it("takes for one column, without asking, only what string-width does", () => {
  const signs = Array.from({ length: 0x10000 }, (_none, point) => String.fromCharCode(point));
  const narrow = signs.filter((sign) => NARROW.test(sign));
  expect(narrow.length).toBeGreaterThan(200);
  expect(narrow.filter((sign) => stringWidth(sign) !== 1)).toEqual([]);
});

it("cleans to cells that every terminal counts alike", () => {
  fc.assert(
    fc.property(wild, (text) => {
      const safe = clean(text);
      expect(safe).not.toMatch(/\p{Cc}/u);
      expect([...safe].reduce((sum, sign) => sum + widthOf(sign), 0)).toBe(widthOf(safe));
      expect(clean(safe)).toBe(safe);
    }),
  );
});

it("fits a line to its exact width, whatever is in it", () => {
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 4 }), fc.nat(50), fc.constantFrom("…", "~"), (texts, width, mark) => {
      const line = texts.map((text) => span(clean(text)));
      expect(lineWidth(fitLine(line, width, mark))).toBe(width);
    }),
  );
});

it("wraps into lines that fit and loses no word", () => {
  fc.assert(
    fc.property(wild, fc.integer({ min: 2, max: 40 }), fc.nat(40), (text, width, first) => {
      const safe = clean(text);
      const lines = wrapText(safe, width, Math.min(first, width));
      for (const [index, line] of lines.entries())
        expect(widthOf(line)).toBeLessThanOrEqual(index === 0 ? Math.max(2, Math.min(first, width)) : width);
      expect(lines.join("").replaceAll(" ", "")).toBe(safe.replaceAll(" ", ""));
    }),
  );
});

it("keeps both ends of a name that is too long", () => {
  expect(cutMiddle("public.post.publish", 14, "…")).toBe("public…publish");
  expect(widthOf(cutMiddle("漢字漢字漢字漢字", 9, "…"))).toBeLessThanOrEqual(9);
});

it("says in ASCII what it can, before anything is measured", () => {
  expect(toAscii("rc-13 ≠ rc-14, 0.97 ≥ 0.90 → bot’s café…")).toBe("rc-13 != rc-14, 0.97 >= 0.90 -> bot's cafe~");
  fc.assert(
    fc.property(wild, (text) => {
      expect(toAscii(clean(text))).toMatch(/^[ -~]*$/);
    }),
  );
});
