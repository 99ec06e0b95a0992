import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeLine } from "../../src/journal/line.ts";
import { readJournal } from "../../src/journal/read-journal.ts";
import { openDuties } from "../../src/runbooks/duties.ts";
import { armed, discharged, journalOf, sending } from "../helpers/journal.ts";

const { entries } = journalOf(
  { type: "note", text: "an ordinary day" },
  armed("A"),
  sending("A", "apply"),
  { type: "duty.applied", duty: "A" },
  armed("B"),
  discharged("A"),
  { type: "duty.waived", duty: "B", reason: "rebuilt" },
  armed("C"),
  { type: "run.closed", run: "R1", result: "aborted" },
);
const bytes = Buffer.from(entries.map((entry) => `${encodeLine(entry)}\n`).join(""));
const open = (from: Buffer): readonly string[] => {
  const journal = readJournal(from);
  return openDuties([{ id: "INC-0007", ...journal }]).map(({ id }) => id);
};

it("wherever a journal ends, what its whole lines armed and did not end is owed", () => {
  for (let length = 0; length <= bytes.length; length++) {
    const whole = bytes.subarray(0, length).filter((byte) => byte === 10).length;
    expect(open(bytes.subarray(0, length))).toEqual(
      openDuties([journalOf(...entries.slice(0, whole))]).map(({ id }) => id),
    );
  }
});

it("no damaged byte hides a duty unsaid", () => {
  fc.assert(
    fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const damaged = Buffer.from(bytes);
      damaged[place] = (damaged[place] ?? 0) ^ change;
      const { problems } = readJournal(damaged);
      expect(problems.length).toBeGreaterThan(0);
      // A damaged end is not believed, so nothing that was owed before it is gone.
      expect(open(damaged).includes("C") || problems.some((problem) => /^line [789] /.test(problem))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
