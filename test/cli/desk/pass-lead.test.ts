import { expect, it } from "vitest";
import { Journals } from "../../../src/cli/desk/journals.ts";
import { passLead } from "../../../src/cli/desk/pass-lead.ts";
import { Stage } from "../../../src/cli/desk/stage.ts";
import { WriteLocker } from "../../../src/cli/desk/write-lock.ts";
import type { SystemPlan } from "../../../src/core/plan.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { readIncidents } from "../../../src/journal/read-incidents.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { drill, journalOptions, newState } from "../../helpers/journal.ts";

const begun = { type: "run.opened", run: "R1", runbook: "shop/drill", system: "shop", environment: "lab" } as const;

function cockpit(running = false) {
  const state = newState();
  const clock = new FakeClock();
  const store = createCockpitStore({
    ...{ panels: [], plans: [], systems: [], now: 0, operator: "bob" },
    environment: { name: "lab" },
  });
  const options = journalOptions(state, { clock });
  const journals = new Journals(options, store);
  const locker = new WriteLocker(store, clock);
  const stage = new Stage(store);
  const stopRun = async () => running;
  const config = { systems: [{ id: "shop" } as SystemPlan] };
  const parts = { store, config, options, journals, locker, stage, log: () => undefined, stopRun };
  const types = async () =>
    (await readIncidents(state)).incidents.map(({ entries }) => entries.map(({ type }) => type));
  return { parts, clock, store, journals, locker, options, types };
}

it("who takes the lead goes on with the incident that was written last, and lists what was left", async () => {
  const { parts, clock, store, options, types } = cockpit();
  const first = openIncident(options, drill);
  openIncident(options, drill).close();
  await clock.advance(1000);
  first.appendSync({ ...begun, title: "Drill" });
  first.close();
  await passLead("taken", parts);
  expect(store.getState().incident?.id).toBe("INC-0001");
  expect(store.getState().interrupted).toMatchObject([{ run: "R1", title: "Drill" }]);
  expect(await types()).toEqual([["incident.opened", "run.opened", "lead.taken"], ["incident.opened"]]);
});

it("who starts anew hears of the incident that is open, and does not write it", async () => {
  const { parts, store, options, types } = cockpit();
  openIncident(options, drill).close();
  await passLead("leads", parts);
  expect(store.getState().view.notice?.text).toBe("INC-0001 is open still: i goes on with it");
  expect(store.getState().left).toEqual({ id: "INC-0001", title: drill.title });
  expect(store.getState().incident).toBeUndefined();
  expect(await types()).toEqual([["incident.opened"]]);
});

it("who starts with an incident is not told of it", async () => {
  const { parts, store, journals } = cockpit();
  journals.begin("drill", "lab", ["shop"]);
  await passLead("leads", parts);
  expect(store.getState().view.notice).toBeUndefined();
});

it("who loses the lead locks, stops the run and leaves the incident to the one who has it", async () => {
  const { parts, store, journals, locker, types } = cockpit(true);
  const journal = journals.begin("drill", "lab", ["shop"]);
  await locker.unlock("lab", journal);
  await passLead("lost", parts);
  expect(store.getState()).toMatchObject({ write: undefined, incident: undefined, run: undefined });
  expect(store.getState().view.notice?.text).toMatch(/the run here has stopped/);
  expect(await types()).toEqual([["incident.opened", "unlocked", "locked"]]);
  expect(() => journal.appendSync({ type: "note", text: "late" })).toThrow();
});

it("what the leader runs is shown behind what is restored here", () => {
  const { parts, store } = cockpit();
  const view = {
    incident: "INC-0001",
    runbook: "r",
    title: "t",
    system: "shop",
    environment: "lab",
    openedAt: 1,
    steps: [],
  };
  const { stage } = parts;
  stage.showLed({ ...view, run: "R1" });
  expect(store.getState().run?.run).toBe("R1");
  stage.showRestore({ ...view, run: "restore D1-1" });
  stage.showLed({ ...view, run: "R1", doing: "waits" });
  expect(store.getState().run?.run).toBe("restore D1-1");
  stage.showRestore({ ...view, run: "restore D1-1", closed: { result: "done" } });
  stage.putAway();
  expect(store.getState().run).toMatchObject({ run: "R1", doing: "waits" });
  stage.showLed({ ...view, run: "R1", closed: { result: "done" } });
  stage.putAway();
  expect(store.getState().run).toBeUndefined();
  stage.showLed({ ...view, run: "R2" });
  expect(store.getState().run?.run).toBe("R2");
});
