import { hostname } from "node:os";
import { expect, it } from "vitest";
import { abandonRun, showInterrupted, tellRestored } from "../../../src/cli/desk/interrupted.ts";
import { interruptedRuns, offerOf } from "../../../src/cli/desk/offers.ts";
import { formSpec } from "../../../src/commands/forms.ts";
import type { SystemPlan } from "../../../src/core/plan.ts";
import { continueIncident, openIncident } from "../../../src/journal/journal.ts";
import { readIncidents } from "../../../src/journal/read-incidents.ts";
import { parseRunbook } from "../../../src/runbooks/parse-runbook.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { armed, discharged, drill, journalOptions, newState } from "../../helpers/journal.ts";
import { runbookText } from "../../runbooks/shop.ts";

const start = { panels: [], plans: [], systems: [], now: 0, operator: "alice", environment: { name: "production" } };
const opened = {
  type: "run.opened",
  runbook: "shop/drill",
  system: "shop",
  environment: "production",
  title: "Drill",
} as const;

it("finds runs that did not end, but none that another opsdeck is writing", async () => {
  const state = newState();
  const writer = openIncident(journalOptions(state), drill);
  writer.appendSync({ ...opened, run: "R1" });
  writer.appendSync({ type: "step.started", run: "R1", step: "break" });
  writer.appendSync({ ...opened, run: "R2" });
  writer.appendSync({ type: "run.closed", run: "R2", result: "done" });
  writer.appendSync({ ...opened, run: "R3", dryRun: true });
  const found = async () => interruptedRuns((await readIncidents(state)).incidents);
  expect(await found()).toEqual([]);
  writer.close();
  expect(await found()).toEqual([
    {
      run: "R1",
      incident: writer.incident,
      runbook: "shop/drill",
      system: "shop",
      title: "Drill",
      openedAt: expect.any(Number),
      step: "break",
      elsewhere: { name: "alice", host: "bastion", at: expect.any(Number) },
    },
  ]);
});

it("a run of another host goes on only when somebody says that it has stopped there", async () => {
  const state = newState();
  const here = openIncident(journalOptions(state, { host: hostname() }), drill);
  here.appendSync({ ...opened, run: "R1" });
  here.close();
  const there = openIncident(journalOptions(state, { host: "fra" }), drill);
  there.appendSync({ ...opened, run: "R2" });
  there.close();
  const store = createCockpitStore(start);
  const { incidents } = await readIncidents(state);
  showInterrupted(incidents, store, { systems: [{ id: "shop" } as SystemPlan] });
  const goOn = (run: string, words = "") =>
    formSpec(store.getState(), { about: { kind: "go-on", run }, values: { words } }).buttons[1];
  expect(goOn("R1")).toMatchObject({ label: "Go on", why: undefined });
  expect(goOn("R2")).toMatchObject({ label: "Go on", why: "needs the words" });
  expect(goOn("R2", "fra has stopped it")).toMatchObject({ label: "Go on", why: undefined });
  store.dispatch({ type: "leader.changed", leader: { name: "bob", pid: 7, host: "fra", far: true } });
  expect(goOn("R1")).toMatchObject({ why: "bob on fra leads: run it there" });
});

it("offers a runbook with the checks that its steps look at, and the tier that each step will have", () => {
  const text = runbookText(
    "id: look\ncheck: health",
    "id: go\naction: vercel-redeploy\nwith: {}\nundo: { id: back, title: gone, manual: [by hand], proof: [{ check: slow, when: { fact: n, eq: 0 } }] }",
    "id: back\nrestore: back",
  );
  const { runbook } = parseRunbook("drill.md", text);
  if (!runbook) throw new Error("it does not parse");
  const offer = offerOf(runbook);
  expect(offer).toMatchObject({
    id: "shop/drill",
    checks: ["shop/health"],
    params: { who: { type: "text" } },
  });
  expect(offer.steps.map(({ id, tier }) => [id, tier])).toEqual([
    ["look", undefined],
    ["go", 2],
    ["back", undefined],
  ]);
  expect(offer.prose.go).toContain("Prose 2.");
});

it("says which duty was restored without the run, at the start and after", async () => {
  const state = newState();
  const writer = openIncident(journalOptions(state), drill);
  writer.appendSync({ ...opened, run: "R1" });
  writer.appendSync(armed("D1-1"));
  const [store, other] = [createCockpitStore(start), createCockpitStore(start)];
  const found = async () => interruptedRuns((await readIncidents(state)).incidents);
  writer.close();
  store.dispatch({ type: "runs.interrupted", runs: await found() });
  const again = continueIncident(journalOptions(state), writer.incident);
  await expect(abandonRun(store, "R1", { continue: () => again, release: () => {} })).rejects.toThrow("it can go on");
  again.appendSync(discharged("D1-1"));
  tellRestored(store, again);
  expect(store.getState().interrupted).toMatchObject([{ run: "R1", restored: "D1-1" }]);
  const about = { kind: "go-on", run: "R1" } as const;
  const labels = formSpec(store.getState(), { about, values: {} }).buttons.map(({ label }) => label);
  expect(labels).toEqual(["Not now", "Abort the run"]);
  again.close();
  expect(await found()).toMatchObject([{ run: "R1", restored: "D1-1" }]);
  other.dispatch({ type: "runs.interrupted", runs: await found() });
  const journals = {
    continue: () => continueIncident(journalOptions(state), writer.incident),
    release: (one: { close(): void }) => one.close(),
  };
  await abandonRun(other, "R1", journals);
  expect(other.getState().interrupted).toEqual([]);
  expect(await found()).toEqual([]);
});
