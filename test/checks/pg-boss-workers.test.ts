import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { pgBossWorkers } from "../../checks/pg-boss-workers.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { noClients } from "../helpers/plan.ts";

/** A look at statistics that grow by a scan every two seconds. */
function counting() {
  const clock = new FakeClock();
  const scans = () => Math.floor(clock.now() / 2000);
  const read = async () => ({ rows: [{ connections: 4, scans: scans() }], truncated: false, tookMs: 1 });
  const params = pgBossWorkers.params.parse({ database: "postgres://127.0.0.1/x", queue: "idle" });
  const context = { params, clients: { ...noClients, sql: { read } }, clock, pace: 1 };
  const ask = { trace: () => undefined, seen: () => undefined, verdictOf: () => undefined };
  const over = new AbortController();
  const facts = pgBossWorkers.run({ ...context, ...ask }, over.signal);
  return { clock, over, facts };
}

it("tells workers by what they fetch, and leaves no listener on the signal", async () => {
  const { clock, over, facts } = counting();
  await clock.advance(0);
  expect(getEventListeners(over.signal, "abort")).toHaveLength(1);
  await clock.advance(10_000);
  expect(await facts).toMatchObject({ connections: 4, fetches: 5, fetchesPerSecond: 0.5, workers: 1 });
  expect(getEventListeners(over.signal, "abort")).toEqual([]);
});

it("stops counting by its signal", async () => {
  const { clock, over, facts } = counting();
  await clock.advance(5000);
  over.abort();
  await expect(facts).rejects.toMatchObject({ kind: "aborted" });
});
