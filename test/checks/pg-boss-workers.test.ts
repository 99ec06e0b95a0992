import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { pgBossWorkers } from "../../checks/pg-boss-workers.ts";
import { runCheck } from "../../src/engine/run-check.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { noClients, planOf } from "../helpers/plan.ts";

/** What a look of ten seconds makes of a counter that is read at its beginning, in its middle, and at its end. */
async function seen(scans: readonly number[], connections = 10) {
  const clock = new FakeClock();
  const left = [...scans];
  const read = async () => ({ rows: [{ connections, scans: left.shift() ?? null }], truncated: false, tookMs: 1 });
  const params = pgBossWorkers.params.parse({ database: "postgres://h/d", queue: "idle" });
  const plan = planOf(async (context, signal) => pgBossWorkers.run({ ...context, params }, signal), {
    timeoutMs: 20_000,
  });
  const deps = { pace: 1, redact: (text: string) => text, samples: () => [], blinds: () => false };
  const never = () => undefined;
  const clients = { ...noClients, sql: { read } };
  const looked = runCheck(plan, 1, new AbortController().signal, {
    ...deps,
    clock,
    clients,
    verdictOf: never,
    factOf: never,
  });
  await clock.advance(0);
  await clock.advance(15_000);
  const reading = await looked;
  return reading.outcome === "observed" ? reading.facts : reading.failure;
}

it("counts fetches in units of one worker, over the whole look and in its slower half", async () => {
  expect(await seen([100, 103, 105])).toEqual({
    connections: 10,
    fetches: 5,
    fetchesPerSecond: 0.5,
    workers: 1,
    leastWorkers: 0.8,
  });
  expect(await seen([0, 5, 10], 19)).toMatchObject({ connections: 19, workers: 2, leastWorkers: 2 });
});

it("tells a burst, as after a stall of the database, from a rate that lasts", async () => {
  expect(await seen([0, 15, 18])).toMatchObject({ workers: 3.6, leastWorkers: 1.2 });
});

it("counts no worker where no process is connected any more", async () => {
  expect(await seen([0, 3, 4], 0)).toMatchObject({ workers: 0, leastWorkers: 0 });
});

it("says which queue it does not find", async () => {
  expect(await seen([])).toMatchObject({
    kind: "config",
    message: "no queue idle with a partition in the schema public",
  });
});

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
