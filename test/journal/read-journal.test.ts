import { expect, it } from "vitest";
import { readJournal } from "../../src/journal/read-journal.ts";

it("reads a journal of any length", () => {
  const { lastSeq, problems } = readJournal(Buffer.from("not a line\n".repeat(200_000)));
  expect(lastSeq).toBe(200_000);
  expect(problems).toHaveLength(200_000);
});
