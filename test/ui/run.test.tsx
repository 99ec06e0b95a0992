import { afterEach, beforeEach, expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import type { Desk } from "../../src/commands/desk.ts";
import type { RunQuestion } from "../../src/core/run-question.ts";
import type { RunView, StepStatus } from "../../src/core/run-view.ts";
import { type CockpitStore, createCockpitStore } from "../../src/store/store.ts";
import { Host } from "../../src/ui/host.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { fakeActions, fakeDesk } from "../helpers/actions.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { commands, panelIds } from "../helpers/known.ts";
import { confirmAsk, offer, runView } from "../helpers/run.ts";
import { screen, type TestScreen } from "../helpers/screen.tsx";
import { dutyOf, planOf, readingOf, systems, T0 } from "../helpers/state.ts";

const ENTER = "\r";

/** Later than any key that is held down would come again. */
async function enter(at: TestScreen): Promise<void> {
  await clock.advance(300);
  await at.press(ENTER);
}
const TAB = "\t";
const theme = createTheme({ depth: "256", ground: "dark", ascii: false });

let ui: TestScreen | undefined;
let clock: FakeClock;
let store: CockpitStore;
let calls: string[];

beforeEach(() => {
  clock = new FakeClock();
  calls = [];
});
afterEach(() => ui?.close());

/** An engine that does nothing by itself: each answer shows the next thing that a run would show. */
function engine(): Desk {
  const noted = fakeDesk(calls);
  const show = (view: RunView, question?: RunQuestion): void => {
    store.dispatch({ type: "run.shown", view });
    store.dispatch({ type: "run.asked", question });
  };
  const at = (id: string, done: readonly StepStatus[]): RunView => {
    const { steps } = runView();
    const shown = steps.map((step, index) => ({
      ...step,
      status: done[index] ?? ("pending" as const),
      endedAt: T0 + index,
    }));
    return runView({ current: { id, prose: "Wait for it." }, steps: shown });
  };
  return {
    ...noted,
    start: async (...words) => {
      await noted.start(...words);
      show(at("break-token", ["passed", "running"]), confirmAsk({ tier: 2 }));
    },
    unlock: async (environment) => {
      await noted.unlock(environment);
      store.dispatch({ type: "write.changed", write: { environment, until: clock.now() + 900_000 } });
    },
    confirm: async (...words) => {
      await noted.confirm(...words);
      const view = at("watchtower-degrades", ["passed", "passed", "running"]);
      const reading = { at: clock.now(), verdict: "ok" as const, summary: "no failure yet" };
      const expectation = {
        check: "opsmantik/publish",
        wanted: "n ≥ 1",
        state: "not-met" as const,
        reading,
        deadline: clock.now() + 60_000,
        nextLookAt: clock.now() + 5000,
        holdMs: 10_000,
      };
      show({ ...view, doing: "waits for publish", expectation });
      store.dispatch({ type: "duties.changed", duties: [dutyOf({ id: "D1", run: "R1" })] });
    },
    decide: async (...words) => {
      await noted.decide(...words);
      show(
        { ...at("restore-token", ["passed", "passed", "overridden", "failed"]) },
        { kind: "failed", id: "Q2", run: "R1", step: "restore-token", reason: "403 from Vercel", mayRetry: true },
      );
    },
    again: async () => {
      await noted.again();
      store.dispatch({ type: "duties.changed", duties: [] });
      const { current: _, ...ended } = at("restore-token", ["passed", "passed", "overridden", "passed"]);
      show({ ...ended, closed: { result: "done" } });
    },
    putAway: async () => {
      await noted.putAway();
      store.dispatch({ type: "run.shown", view: undefined });
    },
  };
}

async function open(size: readonly [number, number] = [120, 40]): Promise<TestScreen> {
  const plans = [planOf("opsmantik/deploy"), planOf("opsmantik/publish", { title: "publish fails", panels: ["sync"] })];
  store = createCockpitStore({
    panels: panelIds,
    plans,
    systems,
    runbooks: [offer],
    now: clock.now(),
    operator: "oncall",
    environment: { name: "production" },
  });
  for (const { id } of plans)
    store.dispatch({
      type: "check.read",
      reading: readingOf(id, { at: clock.now(), verdict: id.endsWith("publish") ? "fail" : "ok", facts: { n: 0 } }),
      nextAt: clock.now() + 60_000,
      epoch: 1,
    });
  ui = await screen(
    <Host
      store={store}
      panels={panels}
      commands={commands}
      actions={fakeActions(calls, { desk: engine() })}
      theme={theme}
      clock={clock}
    />,
    ...size,
  );
  return ui;
}

/** Lets the dialog be seen before the next key. */
async function seen(at: TestScreen): Promise<void> {
  await clock.advance(400);
  await at.settle();
}

it.each([
  [120, 40],
  [80, 24],
] as const)("runs a runbook from what is failing to its end at %d×%d", async (columns, rows) => {
  const at = await open([columns, rows]);
  await at.press("r");
  expect(at.text()).toContain("fit what is bad now");
  expect(at.text()).toMatch(/› om Force a QStash publish failure {2}publish fails/);
  await enter(at);
  await seen(at);
  expect(at.text()).toContain("▸ proofFile  proof.json▏   posted as it is");
  expect(at.text()).toContain("needs site");
  await enter(at);
  await at.press("\u001b[C");
  await enter(at);
  await enter(at);
  await enter(at);
  expect(calls.at(-1)).toBe(
    'start opsmantik/qstash-degraded-proof {"proofFile":"proof.json","times":"3","site":"one"}',
  );
  expect(at.text()).toContain("step 2 of 4  needs you");
  expect(at.text()).toContain("▸ ready to change, tier 2: enter shows it and asks");

  await enter(at);
  await seen(at);
  expect(at.text()).toContain("production is read-only: esc, then w unlocks it");
  await enter(at);
  await at.press("w");
  await seen(at);
  await at.press("production");
  await enter(at);
  await enter(at);
  expect(at.lines()[0]).toContain("WRITE 15:00 left");

  await enter(at);
  await seen(at);
  await enter(at);
  expect(at.lines().at(-1)).toContain("needs the words");
  await at.press("production break-token");
  await enter(at);
  expect(calls.filter((call) => call.startsWith("confirm"))).toEqual([]);
  expect(at.text()).toContain("[ Change production ]");
  await enter(at);
  expect(calls.at(-1)).toBe('confirm Q1 {"words":"production break-token"}');
  expect(at.lines()[1]).toContain("1 OPEN DUTY");
  expect(at.text()).toMatch(/▸ n ≥ 1 +now 0/);
  expect(at.text()).toContain("next look in 0:05 — seen just now");
  expect(at.text()).toContain("held 0:00 of 0:10");

  await at.press("3");
  await at.press("3");
  expect(at.text()).not.toContain("next look in");
  await at.press("0");
  await at.press("o");
  await seen(at);
  await enter(at);
  expect(at.lines().at(-1)).toContain("needs the reason");
  await at.press("seen by hand");
  await enter(at);
  await enter(at);
  expect(calls.at(-1)).toBe("decide override seen by hand");
  expect(at.text()).toContain("✘ 403 from Vercel");
  expect(at.text()).toContain("! 3 Watchtower degrades");
  await at.press("t");
  expect(at.text()).toContain("step 4 of 4  done");
  await enter(at);
  expect(calls.at(-1)).toBe("putAway");
  expect(at.text()).not.toContain("puts it away");
});

it("shows what is owed, and restores by a dialog that needs no unlock", async () => {
  const at = await open([80, 24]);
  store.dispatch({ type: "duties.changed", duties: [dutyOf({ id: "D1" })] });
  await at.press("R");
  expect(at.text()).toContain("Something is still changed on purpose");
  await enter(at);
  expect(at.text()).toContain("[ Cancel ]");
  await seen(at);
  await at.press(TAB);
  await enter(at);
  expect(calls).toEqual(["restore D1 {}"]);
});

it("asks for the words when it is early to restore", async () => {
  const at = await open();
  store.dispatch({ type: "duties.changed", duties: [dutyOf({ id: "D1", notBefore: clock.now() + 60_000 })] });
  await at.press("R");
  await enter(at);
  await seen(at);
  await enter(at);
  expect(calls).toEqual([]);
  await at.press("restore D1 early");
  await enter(at);
  await enter(at);
  expect(calls).toEqual(['restore D1 {"words":"restore D1 early"}']);
});

it("opens an incident, notes, and keeps a reading", async () => {
  const at = await open();
  await at.press("e");
  expect(at.lines().at(-1)).toContain("no incident is open here: i opens one");
  await at.press("i");
  await seen(at);
  await at.press("tracking is down");
  await enter(at);
  await enter(at);
  expect(calls).toEqual(['openIncident {"driver":"oncall","title":"tracking is down"}']);
  store.dispatch({
    type: "incident.changed",
    incident: { id: "INC-0007", title: "tracking is down", openedAt: clock.now() - 378_000 },
  });
  await at.press("m");
  expect(at.lines()[0]).toContain("INC-0007 tracking is down 6:15");
  await seen(at);
  await at.press("\u001b[200~seen in \rthe logs\u001b[201~");
  await enter(at);
  await enter(at);
  expect(calls.at(-1)).toBe("note seen in  the logs");
  await at.press("e");
  expect(calls.at(-1)).toBe("keepReading opsmantik/publish");
});

it("says that the change did not happen, and keeps what was typed", async () => {
  await open([80, 24]);
  store.dispatch({ type: "write.changed", write: { environment: "production", until: clock.now() + 900_000 } });
  store.dispatch({ type: "run.shown", view: runView() });
  store.dispatch({ type: "run.asked", question: confirmAsk({ tier: 2 }) });
  const failing = {
    ...fakeDesk(),
    confirm: () => Promise.reject(new Error("the journal cannot be written: no space left")),
  };
  ui?.close();
  ui = await screen(
    <Host
      store={store}
      panels={panels}
      commands={commands}
      actions={fakeActions(calls, { desk: failing })}
      theme={theme}
      clock={clock}
    />,
    80,
    24,
  );
  const again = ui;
  await again.press("0");
  await enter(again);
  await seen(again);
  await again.press("production break-token");
  await enter(again);
  await enter(again);
  expect(again.lines().at(-1)).toContain("no space left");
  expect(again.text()).toMatch(/^. *production break-token +.$/m);
});
