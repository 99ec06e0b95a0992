import { expect, it } from "vitest";
import { restoreCard } from "../../src/cli/restore-card.ts";
import { widthOf } from "../../src/ui/text/clean.ts";
import { dutyOf, T0 } from "../helpers/state.ts";

const title = "KEY_ENCRYPTION_SECRET_PREV is set; account keys that were not used since are lost when it goes";
const duty = dutyOf({ title, dueBy: T0 + 60_000 });
const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

it("says each thing in one line where nobody says how wide the terminal is", () => {
  const card = restoreCard([duty], T0);
  expect(card).toContain(`◆ D7-1  ${title}  opsmantik production\n`);
  expect(card).toContain("  by hand   1. Vercel: set QSTASH_TOKEN to its old value\n            2. then redeploy\n");
});

it.each([40, 60, 80])(
  "breaks no word at the edge of %d columns, and hangs what does not fit below its text",
  (columns) => {
    const card = restoreCard([duty], T0, { columns });
    const lines = card.split("\n").filter((line) => !line.startsWith("◆ 1 OPEN DUTY"));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(words(card)).toEqual(words(restoreCard([duty], T0)));
    expect(lines.filter((line) => line.startsWith("        ")).length).toBeGreaterThan(1);
  },
);
