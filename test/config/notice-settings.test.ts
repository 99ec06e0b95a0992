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

test("severities of the house, worst first, and how often each is told of", async () => {
  const own = await readSettings(folderWith("incidents: { severities: { P0: 10m, P1: 1h }, updates: 20m }\n"));
  expect(own.problems).toEqual([]);
  expect(own.updates).toEqual({
    severities: [
      { name: "P0", everyMs: 600_000 },
      { name: "P1", everyMs: 3_600_000 },
    ],
    everyMs: 1_200_000,
  });
  expect((await readSettings(folderWith("incidents: {}\n"))).updates?.severities[0]).toMatchObject({ name: "SEV1" });
  expect((await readSettings(folderWith("incidents: { severities: {} }\n"))).problems[0]?.message).toMatch(/severity/);
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
  expect(await readSettings(folder)).toEqual({ keys: [], problems: [] });
});
