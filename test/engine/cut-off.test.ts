import { expect, it } from "vitest";
import { FakeClock } from "../helpers/fake-clock.ts";
import { schedulerOf } from "../helpers/looking.ts";
import { planOf } from "../helpers/plan.ts";

it("does not back off from its targets while this machine is cut off, so that all of them are seen soon after", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const silent = planOf(() => Promise.reject(Object.assign(new Error("no route"), { code: "ENETUNREACH" })));
  const scheduler = schedulerOf([silent], {
    clock,
    blinds: () => true,
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
