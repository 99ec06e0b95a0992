import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { expectExactly } from "./exact-faults.ts";
import { startTestLab } from "./lab-target.ts";
import { openWatch, type Watch } from "./watch.ts";

describe("a lab of pocketbrain", () => {
  let home: string;
  let lab: Lab;
  let watch: Watch;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
    lab = await startTestLab({ systems: ["pocketbrain"], era: "B", home });
    watch = await openWatch(lab, home);
  });

  afterAll(async () => {
    await watch[Symbol.asyncDispose]();
    await lab.stop();
    await rm(home, { recursive: true });
  });

  it("is ok in every check, and two cockpits do not open its circuit", async () => {
    await watch.until([]);
    const alone = await circuitSeenBy(watch);
    expect(alone).toEqual({ opens: expect.any(Number), rejects: expect.any(Number), openUntil: 0 });
    await using second = await openWatch(lab, home);
    await second.until([]);
    // Its counters only grow, and a machine that was busy at the start may have opened it before anybody looked.
    expect(await circuitSeenBy(second)).toEqual(alone);
  });

  it.each(["metrics-404", "rotation-half-done"])("%s takes exactly its checks from ok", async (fault) => {
    await expectExactly(`pocketbrain/${fault}`, watch);
  });

  it("clears a sticky flag by a ticket that is used by hand", async () => {
    const sticky = ["ready", "ready-realtime", "ready-stream-ticket", "fallback"].map((id) => `pocketbrain/${id}`);
    await breakFault(lab.control, "pocketbrain/redis-sticky");
    await watch.until(sticky);
    const ticket = await watch.look("pocketbrain/stream-ticket");
    expect(ticket).toMatchObject({ verdict: "ok", facts: { replayCode: "STREAM_TICKET_REPLAYED" } });
    await watch.until(sticky.filter((id) => id !== "pocketbrain/ready-stream-ticket"));
    await healFault(lab.control, "pocketbrain/redis-sticky");
    await watch.until([]);
  });

  it("opens no stream without Redis", async () => {
    await breakFault(lab.control, "pocketbrain/redis-down");
    expect(await watch.look("pocketbrain/stream-ticket")).toMatchObject({ verdict: "fail" });
    await healFault(lab.control, "pocketbrain/redis-down");
    expect(await watch.look("pocketbrain/stream-ticket")).toMatchObject({ verdict: "ok" });
  });
});

async function circuitSeenBy(watch: Watch) {
  const reading = await watch.look("pocketbrain/circuit");
  if (reading.outcome !== "observed") throw new Error(reading.summary);
  const { opens, rejects, openUntil } = reading.facts;
  return { opens, rejects, openUntil };
}
