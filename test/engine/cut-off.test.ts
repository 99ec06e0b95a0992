import { expect, it } from "vitest";
import { noFloors } from "../../src/engine/floors.ts";
import { type LookDeps, rejudge, runCheck } from "../../src/engine/run-check.ts";
import { Scheduler } from "../../src/engine/scheduler.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { noClients, planOf } from "../helpers/plan.ts";

it("does not back off from its targets while this machine is cut off, so that all of them are seen soon after", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const deps: LookDeps = {
    clients: noClients,
    clock,
    pace: 1,
    redact: (text) => text,
    samples: () => [],
    verdictOf: () => undefined,
    factOf: () => undefined,
    blinds: () => true,
  };
  const silent = planOf(() => Promise.reject(Object.assign(new Error("no route"), { code: "ENETUNREACH" })));
  const scheduler = new Scheduler([silent], {
    clock,
    floors: noFloors,
    budgets: [],
    random: () => 0.5,
    run: (plan, seq, stop) => runCheck(plan, seq, stop, deps),
    rejudge: (plan, seq, source) => rejudge(plan, seq, source, deps),
    events: {
      started: () => {},
      finished: ({ verdict, short }, nextAt) =>
        log.push(`${verdict}: ${short}, next in ${(nextAt ?? 0) - clock.now()}`),
    },
  });
  scheduler.start();
  await clock.advance(3500);
  expect(log).toEqual(Array.from({ length: 4 }, () => "unknown: this machine is cut off, next in 1000"));
  await scheduler.stop();
});
