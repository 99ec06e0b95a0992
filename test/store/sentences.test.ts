import { expect, test } from "vitest";
import { splitSentence } from "../../src/store/sentences.ts";

test.each([
  ["It is down. Restart it.", "It is down", "Restart it"],
  ["down; look at its log", "down", "look at its log"],
  ["No ticket (strict; 3 refused so far). Recover Redis.", "No ticket (strict; 3 refused so far)", "Recover Redis"],
  ["one sentence (with a remark).", "one sentence (with a remark)", ""],
  ["an open bracket ( is no reason. Go on.", "an open bracket ( is no reason", "Go on"],
  ["v1.2 of it (a.b) is well", "v1.2 of it (a.b) is well", ""],
])("%s", (text, first, rest) => {
  expect(splitSentence(text)).toEqual({ first, rest });
});

test("a hostile text is split in no time", () => {
  const text = "(; a) ( ".repeat(2_000);
  expect(splitSentence(text).first).toBe(text);
});
