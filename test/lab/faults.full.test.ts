import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listFaults } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { expectExactly } from "./exact-faults.ts";
import { startTestLab } from "./lab-target.ts";
import { openWatch, type Watch } from "./watch.ts";

/** Every fault, one after another, each seen by the shipped checks to take exactly its own from ok and give them back. */
describe.each([
  ["opsmantik", "A", ["deploy", "publish-failures", "watchtower-publish"]],
  ["opsmantik", "B", []],
  ["opsmantik", "H", ["diag", "publish-failures", "watchtower", "watchtower-publish"]],
  ["pocketbrain", "B", []],
  ["together-bot", "B", []],
  ["job-seek", "B", []],
] as const)("all faults of %s at era %s", (system, era, never) => {
  let home: string;
  let lab: Lab;
  let watch: Watch;
  const left = new Set<string>();

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
    lab = await startTestLab({ systems: [system], era, home });
    watch = await openWatch(lab, home);
  });

  afterAll(async () => {
    await watch[Symbol.asyncDispose]();
    await lab.stop();
    await rm(home, { recursive: true });
  });

  it("take exactly their checks from ok", async () => {
    const unable = never.map((check) => `${system}/${check}`);
    const faults = await listFaults(lab.control);
    expect(faults.length).toBeGreaterThan(10);
    for (const { id, checks } of faults) {
      await expectExactly(id, watch, unable);
      for (const check of checks) left.add(check);
    }
    expect(Object.keys(watch.verdicts()).filter((check) => !left.has(check) && !unable.includes(check))).toEqual([]);
  }, 1_800_000);
});
