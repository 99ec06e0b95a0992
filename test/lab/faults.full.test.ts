import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listFaults } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { expectExactLooks } from "./exact-looks.ts";
import { opsmantikTarget, startTestLab, togetherBotTarget } from "./lab-target.ts";
import { opsmantikLooks } from "./opsmantik-looks.ts";
import { TOGETHER_BOT_LOOKS } from "./together-bot-looks.ts";

/** Every fault, one after another, each seen to take exactly its checks from ok and to give them back. */
describe.each([
  ["opsmantik", "A"],
  ["opsmantik", "B"],
  ["opsmantik", "H"],
  ["together-bot", "B"],
] as const)("all faults of %s at era %s", (system, era) => {
  let home: string;
  let lab: Lab;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
    lab = await startTestLab({ systems: [system], era, home });
  });

  afterAll(async () => {
    await lab.stop();
    await rm(home, { recursive: true });
  });

  it("take exactly their checks from ok", async () => {
    const faults = await listFaults(lab.control);
    expect(faults.length).toBeGreaterThan(10);
    const { control } = lab;
    const bot = { control, looks: TOGETHER_BOT_LOOKS, target: await togetherBotTarget(lab) };
    const opsmantik = { control, looks: opsmantikLooks(era), target: await opsmantikTarget(lab) };
    for (const { id } of faults) {
      if (system === "opsmantik") await expectExactLooks(id, opsmantik);
      else await expectExactLooks(id, bot);
    }
  }, 600_000);
});
