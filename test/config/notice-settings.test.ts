import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { readSettings } from "../../src/config/settings.ts";
import { readSources } from "../../src/config/sources.ts";

function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "opsdeck-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "opsdeck.yaml"), text);
  return folder;
}

test("notices with a reference to their webhook; the file is no system file", async () => {
  const folder = folderWith('notices: { on: [alert], bell: true, webhook: "${env:HOOK}" }\n');
  const { notices, problems } = await readSettings(folder);
  expect(problems).toEqual([]);
  expect(notices).toMatchObject({ on: ["alert"], bell: true });
  expect(String(notices?.webhook)).toBe("••••••••");
  expect((await readSources(folder, true)).sources).toEqual([]);
});

test.each([
  [
    "notices:\n  webhook: https://hooks.slack.com/services/T0/B0/x\n",
    "opsdeck.yaml:2:12  webhook holds its address itself",
  ],
  ["notices:\n  on: [alerts]\n", "opsdeck.yaml:2:"],
  ["notice: {}\n", "opsdeck.yaml:1:"],
])("%j is a mistake with a place, which does not tell the URL", async (text, place) => {
  const { notices, problems } = await readSettings(folderWith(text));
  expect(notices?.webhook).toBeUndefined();
  const said = problems.map(formatProblem).join("\n");
  expect(said).toContain(place);
  expect(said).not.toContain("hooks.slack.com");
});

test("without the file nothing is told to anybody", async () => {
  const folder = mkdtempSync(join(tmpdir(), "opsdeck-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(await readSettings(folder)).toEqual({ problems: [] });
});
