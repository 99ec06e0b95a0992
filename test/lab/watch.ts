import { shippedSystems } from "../../bin/shipped.ts";
import { checkKinds } from "../../checks/index.ts";
import { panels } from "../../panels/index.ts";
import type { CliContext } from "../../src/cli/context.ts";
import { openConfig } from "../../src/cli/open-config.ts";
import { openSession } from "../../src/cli/session.ts";
import { watchedReport } from "../../src/cli/watched-report.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { Reading, Verdict } from "../../src/core/reading.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { eventually } from "../helpers/eventually.ts";

/** A cockpit without a screen on a lab: the shipped checks, by their own schedule. */
export interface Watch extends AsyncDisposable {
  readonly control: string;
  readonly pace: number;
  /** Every scheduled check by its id, with its last verdict; unknown where it was not looked at. */
  verdicts(): Readonly<Record<string, Verdict>>;
  /** Ids of checks that are not ok, in order. */
  notOk(): readonly string[];
  summaryOf(check: string): string;
  /** How an alert or a goal of `system/name` stands: the alert's state, whether the goal is met; undefined: no such. */
  standing(id: string): string | boolean | null | undefined;
  /** Looks at a check by hand, as one on demand has to be. */
  look(check: string): Promise<Reading>;
  /** Resolves when exactly these checks are not ok. */
  until(checks: readonly string[], withinMs?: number): Promise<void>;
}

/** `over` are files of the user's beside the lab's own. */
export async function openWatch(lab: Lab, home: string, over: readonly string[] = []): Promise<Watch> {
  const context: CliContext = {
    env: lab.env,
    home,
    shipped: shippedSystems(),
    checkKinds,
    clock: systemClock,
    panels,
    login: "test",
    self: [],
    version: "",
    stdout: process.stdout,
    stdin: process.stdin,
    stderr: process.stderr,
  };
  const config = await openConfig({ config: [lab.config, ...over] }, context);
  if (config.problems.length > 0) throw new Error(JSON.stringify(config.problems));
  const session = openSession(config, {}, context);
  const scheduled = config.plans.filter(({ mode }) => mode === "scheduled");
  const last = (id: string) => session.store.getState().checks[id]?.history.at(-1);
  const summaryOf = (id: string) => last(id)?.summary ?? "";
  const verdicts = () => Object.fromEntries(scheduled.map(({ id }) => [id, last(id)?.verdict ?? "unknown"]));
  const notOk = (): string[] => {
    const seen = verdicts();
    return Object.keys(seen)
      .filter((id) => seen[id] !== "ok")
      .sort();
  };
  session.scheduler.start();
  return {
    control: lab.control,
    pace: config.pace,
    verdicts,
    notOk,
    summaryOf,
    standing: (id) => {
      const { alerts, goals } = watchedReport(session.store.getState(), config.plans, context.clock.now());
      const alert = alerts.find((one) => one.id === id);
      const goal = goals.find((one) => one.id === id);
      return alert?.state ?? goal?.met;
    },
    look: (id) => session.scheduler.runNow(id) ?? Promise.reject(new Error(`${id} is not looked at by hand`)),
    until: (checks, withinMs) => eventually(() => same(notOk(), checks, summaryOf), withinMs),
    [Symbol.asyncDispose]: () => session.close(),
  };
}

function same(seen: readonly string[], wanted: readonly string[], summaryOf: (id: string) => string): void {
  const missing = wanted.filter((id) => !seen.includes(id));
  const extra = seen.filter((id) => !wanted.includes(id));
  const told = extra.map((id) => `${id} (${summaryOf(id)})`);
  if (missing.length + extra.length > 0)
    throw new Error(`still ok: ${missing.join(" ")}; not ok, too: ${told.join(", ")}`);
}
