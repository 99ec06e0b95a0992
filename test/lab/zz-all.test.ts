import { appendFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "vitest";
import { listFaults } from "../../src/lab/control-client.ts";
import { expectExactly } from "./exact-faults.ts";
import { startTestLab } from "./lab-target.ts";
import { openWatch } from "./watch.ts";

it("all", async () => {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
  const lab = await startTestLab({ systems: ["opsmantik", "together-bot"], era: "B", home });
  const watch = await openWatch(lab, home);
  const log = (s: string) => appendFileSync("/tmp/allfaults.log", `${s}\n`);
  try {
    for (const f of await listFaults(lab.control)) {
      const t = Date.now();
      try {
        await expectExactly(lab.control, f.id, watch);
        log(`ok ${f.id} ${Math.round((Date.now() - t) / 1000)}s`);
      } catch (e) {
        log(`BAD ${f.id} ${(e as Error).message.slice(0, 600)}`);
        for (const id of watch.notOk()) log(`     ${id} ${watch.verdicts()[id]} ${watch.summaryOf(id)}`);
        const { healFault } = await import("../../src/lab/control-client.ts");
        await healFault(lab.control, f.id).catch((x) => log(`HEAL ${x}`));
        await watch.until([], 90000).catch((x) => log(`NOT BACK ${x.message}`));
      }
    }
  } finally {
    await watch[Symbol.asyncDispose]();
    await lab.stop();
    await rm(home, { recursive: true });
  }
}, 3_000_000);
