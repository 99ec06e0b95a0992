import { expect, it, vi } from "vitest";
import type { Searched } from "../../../src/cli/marks/marks.ts";
import { watchMarks } from "../../../src/cli/marks/watch-marks.ts";
import type { Duty } from "../../../src/core/duty.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { foundDuty } from "../../helpers/state.ts";

it("searches at once and every five minutes while it leads, and says once what cannot be searched", async () => {
  const clock = new FakeClock();
  const store = createCockpitStore({
    panels: [],
    plans: [],
    systems: [],
    now: 0,
    operator: "",
    environment: { name: "lab" },
  });
  let next: Searched = { duties: [], unsearched: ["403"], failed: true };
  let searches = 0;
  const shown: (readonly Duty[])[] = [];
  const told: string[] = [];
  const search = () => {
    searches++;
    return Promise.resolve(next);
  };
  const close = vi.fn();
  const end = watchMarks({
    clock,
    pace: 1,
    store,
    marks: { search, close },
    owed: { found: (duties) => shown.push(duties) },
    tell: (text) => told.push(text),
  });
  await clock.advance(0);
  expect([searches, told]).toEqual([1, ["403"]]);
  await clock.advance(300_000);
  expect([searches, told]).toEqual([2, ["403"]]);
  next = { duties: [foundDuty()], unsearched: [], failed: false };
  await clock.advance(300_000);
  expect(shown.at(-1)?.map(({ id }) => id)).toEqual(["F-1a2b3c4d"]);

  store.dispatch({ type: "leader.changed", leader: { name: "bob", pid: 7, host: "h" } });
  await clock.advance(3_600_000);
  expect(searches).toBe(3);
  store.dispatch({ type: "leader.changed", leader: undefined });
  await clock.advance(5000);
  expect(searches).toBe(4);
  end();
  await clock.advance(3_600_000);
  expect([searches, close.mock.calls.length]).toEqual([4, 1]);
});
