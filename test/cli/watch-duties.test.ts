import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { watchDuties } from "../../src/cli/watch-duties.ts";
import { openIncident } from "../../src/journal/journal.ts";
import { createCockpitStore } from "../../src/store/store.ts";
import { eventually } from "../helpers/eventually.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { armed, discharged, drill, journalOptions, newState } from "../helpers/journal.ts";

it("has what is owed before the first frame, then whatever anybody writes", async () => {
  const state = newState();
  const writer = openIncident(journalOptions(state), drill);
  writer.appendSync(armed("D1-1"));
  const clock = new FakeClock();
  const store = createCockpitStore({
    panels: [],
    plans: [],
    systems: [],
    now: 0,
    operator: "",
    environment: { name: "lab" },
  });
  let changes = 0;
  store.subscribe(() => changes++);
  const told: string[] = [];
  const owed = () => store.getState().duties.map(({ id, state: stands }) => `${id} ${stands}`);

  const watch = await watchDuties({ store, state, clock, tell: (problem) => told.push(problem) });
  expect(owed()).toEqual(["D1-1 armed"]);
  const until = (ids: readonly string[]) =>
    eventually(async () => {
      await clock.advance(1000);
      expect(owed()).toEqual(ids);
    });
  writer.appendSync({ type: "duty.applied", duty: "D1-1" });
  await until(["D1-1 applied"]);
  const other = openIncident(journalOptions(state), drill);
  other.appendSync(armed("D2-1", { dueBy: "2023-11-14T22:43:20.000Z" }));
  await until(["D2-1 armed", "D1-1 applied"]);
  writer.appendSync(discharged("D1-1"));
  await until(["D2-1 armed"]);
  expect(changes).toBe(4);

  appendFileSync(join(other.folder, "journal.jsonl"), "not a line\n");
  await eventually(async () => {
    await clock.advance(1000);
    expect(told).toEqual([expect.stringContaining("line 3 is not JSON")]);
  });
  await clock.advance(5000);
  expect(told).toHaveLength(1);
  expect(owed()).toEqual(["D2-1 armed"]);
  watch.stop();
  writer.close();
  other.close();
});
