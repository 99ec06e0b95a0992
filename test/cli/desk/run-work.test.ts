import { expect, it } from "vitest";
import { RunWork } from "../../../src/cli/desk/run-work.ts";
import { Stage } from "../../../src/cli/desk/stage.ts";
import { WriteLocker } from "../../../src/cli/desk/write-lock.ts";
import type { Job } from "../../../src/cli/run-job.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { parseRunbook } from "../../../src/runbooks/parse-runbook.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { eventually } from "../../helpers/eventually.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { drill, journalOptions, newState } from "../../helpers/journal.ts";
import { readingOf, systems } from "../../helpers/state.ts";
import { runbookText, shop } from "../../runbooks/shop.ts";

const NEVER = "id: never\nexpect: { check: health, when: { fact: n, eq: 9 } }\nwithin: 10m";
const HAND =
  "id: hand\nmanual: pull the lever\nask: { colour: { type: text } }\nundo: { nothing-to-undo: it is a lever }";

/** A run in a journal on disk, of a shop whose checks always say n = 0. */
async function working(...steps: readonly string[]) {
  const clock = new FakeClock();
  const options = journalOptions(newState(), { clock });
  const journal = openIncident(options, drill);
  await journal.append({
    type: "run.opened",
    run: "R1",
    runbook: "shop/drill",
    system: "shop",
    environment: "production",
  });
  const { plans, bindings } = shop();
  const store = createCockpitStore({
    panels: [],
    plans,
    systems,
    now: clock.now(),
    operator: "oncall",
    environment: { name: "production" },
  });
  const runNow = async (id: string): Promise<void> => {
    const seq = (store.getState().checks[id]?.history.length ?? 0) + 1;
    store.dispatch({
      type: "check.read",
      reading: readingOf(id, { seq, at: clock.now(), facts: { n: 0 } }),
      nextAt: undefined,
      epoch: 1,
    });
  };
  const { runbook } = parseRunbook("drill.md", runbookText(...steps));
  const session = { store, plans, scheduler: { runNow }, vault: {}, clients: {} };
  const job = {
    runbook,
    bindings: bindings.get("shop"),
    params: {},
    session,
    context: { clock, env: {} },
    system: "shop",
    environment: "production",
    pace: 1,
    locked: false,
  } as unknown as Job;
  const work = new RunWork({
    job,
    journal,
    run: "R1",
    state: options.state,
    person: "oncall",
    stage: new Stage(store),
  });
  void work.run();
  const until = (holds: () => boolean) =>
    eventually(async () => {
      await clock.advance(1000);
      expect(holds()).toBe(true);
    });
  const lines = () => journal.entries().map((entry) => ("step" in entry ? `${entry.type} ${entry.step}` : entry.type));
  return { work, store, journal, clock, until, lines };
}

it("skips and overrides a step that waits, with the reason, and goes on", async () => {
  const at = await working(NEVER, NEVER.replace("never", "again"), HAND);
  await at.until(() => at.store.getState().run?.expectation !== undefined);
  at.work.decide({ do: "skip", reason: "no time" });
  await at.until(
    () => at.store.getState().run?.current?.id === "again" && at.store.getState().run?.expectation !== undefined,
  );
  at.work.decide({ do: "override", reason: "seen by hand" });
  await at.until(() => at.store.getState().question?.kind === "manual");
  expect(at.lines()).toEqual([
    "incident.opened",
    "run.opened",
    "step.started never",
    "step.skipped never",
    "step.started again",
    "step.overridden again",
    "step.started hand",
  ]);
  const id = at.store.getState().question?.id ?? "";
  at.work.questions.done(id, { colour: "red" });
  await at.until(() => at.work.ended);
  expect(at.store.getState().run).toMatchObject({ closed: { result: "done" } });
  expect(at.journal.entries().findLast(({ type }) => type === "step.passed")).toMatchObject({
    captured: { colour: "red" },
  });
  expect(at.store.getState().question).toBeUndefined();
});

it("aborts a question that is open, and stops between two lines when it is told to", async () => {
  const at = await working(HAND);
  await at.until(() => at.store.getState().question?.kind === "manual");
  at.work.decide({ do: "abort", reason: "wrong lever" });
  await at.until(() => at.work.ended);
  expect(at.journal.entries().at(-1)).toMatchObject({ type: "run.closed", result: "aborted", reason: "wrong lever" });
  const other = await working(NEVER);
  await other.until(() => other.store.getState().run?.expectation !== undefined);
  other.work.stop();
  await other.until(() => other.work.ended);
  expect(other.lines().at(-1)).toBe("step.started never");
});

it("answers a step that has failed", async () => {
  const at = await working(NEVER.replace("within: 10m", "attempts: 1"));
  await at.until(() => at.store.getState().question?.kind === "failed");
  at.work.decide({ do: "override", reason: "known" });
  await at.until(() => at.work.ended);
  expect(at.lines().slice(-3)).toEqual(["step.failed never", "step.overridden never", "run.closed"]);
});

it("locks by itself after 15 minutes, and writes both down", async () => {
  const clock = new FakeClock();
  const journal = openIncident(journalOptions(newState(), { clock }), drill);
  const store = createCockpitStore({
    panels: [],
    plans: [],
    systems,
    now: clock.now(),
    operator: "",
    environment: { name: "production" },
  });
  const locker = new WriteLocker(store, clock);
  await locker.unlock("production", journal);
  await clock.advance(899_000);
  expect(store.getState().write?.environment).toBe("production");
  await clock.advance(1000);
  expect(store.getState().write).toBeUndefined();
  locker.lock();
  expect(journal.entries().map(({ type }) => type)).toEqual(["incident.opened", "unlocked", "locked"]);
});
