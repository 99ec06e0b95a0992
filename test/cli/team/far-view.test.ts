import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FarView } from "../../../src/cli/team/far-view.ts";
import { bastionOf } from "../../../src/journal/bastion.ts";
import { folderFor } from "../../../src/journal/incident-folders.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { modesOf } from "../../../src/journal/modes.ts";
import { appendOthers, wholeLinesOf } from "../../../src/journal/streams.ts";
import { parseRunbook } from "../../../src/runbooks/parse-runbook.ts";
import type { CockpitState } from "../../../src/store/state.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { eventually } from "../../helpers/eventually.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { drill, journalOptions, newState } from "../../helpers/journal.ts";
import { planOf, readingOf } from "../../helpers/state.ts";
import { runbookText, shop } from "../../runbooks/shop.ts";

const STEPS = ["id: seen\nexpect: { check: health, when: { fact: n, eq: 0 } }\nwithin: 1m\nhold: 10s"];
const begun = { type: "run.opened", run: "R1", runbook: "shop/drill", system: "shop", environment: "lab" } as const;
const fra = { name: "alice", pid: 7, host: "fra", far: true };

/** A bastion that follows, and the one that leads, whose lines are brought by hand. */
function two() {
  const clock = new FakeClock();
  const [here, there] = [newState(), newState()];
  const id = bastionOf(there).id;
  const plan = planOf("shop/health");
  const store = createCockpitStore({
    panels: [],
    plans: [plan],
    systems: [],
    now: 0,
    operator: "bob",
    environment: { name: "lab" },
  });
  store.dispatch({ type: "leader.changed", leader: fra });
  const led = {
    run: (view: CockpitState["run"]) => store.dispatch({ type: "run.shown", view }),
    incident: (incident: CockpitState["incident"]) => store.dispatch({ type: "incident.changed", incident }),
  };
  const looks = {
    plan: () => plan,
    look: () => Promise.reject(new Error("it never looks")),
    samples: () => [],
    verdictOf: () => undefined,
  };
  const { runbook } = parseRunbook("drill.md", runbookText(...STEPS));
  const runbooks = () => (runbook ? [runbook] : []);
  const far = new FarView({ store, state: here, clock, pace: 1, looks, runbooks, bindings: shop().bindings, led });
  onTestFinished(() => far.follow(false));
  const journal = openIncident(journalOptions(there, { clock, host: "fra" }), drill);
  let brought = 0;
  const bring = async (): Promise<void> => {
    const lines = wholeLinesOf(join(journal.folder, "journal.jsonl"), brought);
    brought += lines.length;
    appendOthers(folderFor(here, 1, modesOf(here)), id, lines, modesOf(here));
    far.look();
    await clock.advance(0);
  };
  const read = async (n: number): Promise<void> => {
    const seq = (store.getState().checks["shop/health"]?.history.at(-1)?.seq ?? 0) + 1;
    const reading = { ...readingOf("shop/health", { at: clock.now() }), seq, facts: { n } };
    store.dispatch({ type: "check.read", reading, nextAt: undefined, epoch: 1 });
    await clock.advance(1000);
  };
  return { clock, store, far, journal, bring, read };
}

it("shows the incident and the run of the bastion that leads as soon as its lines are here, by its own looks", async () => {
  const { clock, store, far, journal, bring, read } = two();
  far.follow(true);
  await bring();
  await eventually(() => expect(store.getState().incident).toMatchObject({ id: "INC-0001", title: "drill" }));
  journal.appendSync({ type: "unlocked", environment: "lab", until: new Date(clock.now() + 60_000).toISOString() });
  journal.appendSync({ ...begun, title: "Drill" });
  journal.appendSync({ type: "step.started", run: "R1", step: "seen" });
  const start = clock.now();
  await bring();
  await eventually(() => expect(store.getState().run).toMatchObject({ run: "R1", current: { id: "seen" } }));
  expect(store.getState().leader?.write).toMatchObject({ environment: "lab" });
  expect(store.getState().run?.expectation).toMatchObject({ state: "unknown", deadline: start + 60_000 });

  await read(3);
  await eventually(() => expect(store.getState().run?.expectation).toMatchObject({ state: "not-met" }));
  const held = clock.now();
  await read(0);
  await eventually(() => expect(store.getState().run?.expectation).toMatchObject({ state: "met", heldSince: held }));
  await read(0);
  await eventually(() => expect(store.getState().run?.expectation).toMatchObject({ heldSince: held }));
});

it("tells nothing as if it went on while the store is away, nor when this one leads", async () => {
  const { clock, store, far, journal, bring } = two();
  journal.appendSync({ ...begun, title: "Drill" });
  journal.appendSync({ type: "step.started", run: "R1", step: "seen" });
  far.follow(true);
  await bring();
  await eventually(() => expect(store.getState().run?.expectation).toBeDefined());
  store.dispatch({ type: "store.changed", away: clock.now() });
  await clock.advance(1000);
  await eventually(() =>
    expect(store.getState().run).toMatchObject({ doing: expect.stringContaining("the store is away") }),
  );
  expect(store.getState().run).not.toHaveProperty("expectation");
  far.follow(false);
  expect(store.getState()).toMatchObject({ run: undefined, incident: undefined });
});

it("an unlock ends with the one who unlocked, and a run that ended before is not shown", async () => {
  const { clock, store, far, journal, bring } = two();
  journal.appendSync({ ...begun, title: "Drill" });
  journal.appendSync({ type: "run.closed", run: "R1", result: "done" });
  journal.appendSync({ type: "unlocked", environment: "lab", until: new Date(clock.now() + 60_000).toISOString() });
  far.follow(true);
  await bring();
  await eventually(() => expect(store.getState().leader?.write).toBeDefined());
  expect(store.getState().run).toBeUndefined();
  journal.appendSync({ type: "lead.taken", pid: 8 });
  await bring();
  await eventually(() => expect(store.getState().leader).toEqual(fra));
});
