import fc from "fast-check";
import { expect, test } from "vitest";
import { markText, readMark } from "../../src/core/duty-mark.ts";

const MARK = {
  duty: "D7-1",
  incident: "INC-0007",
  host: "bastion-1",
  by: "alice",
  at: Date.parse("2026-11-29T16:40:12.000Z"),
  runbook: "opsmantik/qstash-degraded-proof",
  step: "break-token",
};

const { at: _, ...who } = MARK;

test("a mark tells people and programs who changed what, when and where", () => {
  const text = markText(MARK);
  expect(text).toBe(
    "opsdeck: changed on purpose by alice on bastion-1, 2026-11-29T16:40:12.000Z: duty D7-1 of INC-0007 restores it (opsmantik/qstash-degraded-proof break-token)",
  );
  expect(readMark(text)).toEqual(MARK);
});

test.each([
  ["cut", "opsdeck: changed on purpose by alice on bas", {}],
  ["of an older opsdeck", "opsdeck: changed on purpose, duty D1-1 restores it", {}],
  ["with a time that is none", markText(MARK).replace("2026-11-29T16:40:12.000Z", "2026-99-99T99:99:99.0"), who],
])("a mark that is %s is one, of which less is known", (_name, text, known) => {
  expect(readMark(text)).toEqual(known);
});

test.each(["", "set by hand", "opsdeck: set by R-1:x:1:0", " opsdeck: changed on purpose"])("%j is no mark", (text) => {
  expect(readMark(text)).toBeUndefined();
});

test("whatever a person, host or step is called, the mark is short and can be read back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (by, host) => {
      const text = markText({ ...MARK, by, host });
      expect(text.length).toBeLessThan(500);
      expect(readMark(text)).toMatchObject({ duty: "D7-1", incident: "INC-0007", step: "break-token" });
    }),
  );
});
