import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findRunbooks, parseRunbooks } from "../../src/runbooks/read-runbooks.ts";

it("tells a runbook that cannot be read, and has the others", async () => {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-runbooks-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await mkdir(join(home, "runbooks", "a-folder.md"), { recursive: true });
  await writeFile(
    join(home, "runbooks", "drill.md"),
    "---\nrunbook: shop/drill\nsystem: shop\ntitle: Drill\n---\n# Drill\n",
  );
  const { runbooks, problems } = parseRunbooks(await findRunbooks(home));
  expect(runbooks.map(({ head }) => head.runbook)).toEqual(["shop/drill"]);
  expect(problems).toMatchObject([{ file: join(home, "runbooks", "a-folder.md"), message: "cannot be read: EISDIR" }]);
});
