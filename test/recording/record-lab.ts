import { dirname, join } from "node:path";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { panels } from "../../panels/index.ts";
import { readAnswers } from "../../src/cli/answers.ts";
import type { CliContext } from "../../src/cli/context.ts";
import { findDuties } from "../../src/cli/find-duties.ts";
import { recordIncident } from "../../src/cli/incident/record-incident.ts";
import { connectLab } from "../../src/cli/lab/connect.ts";
import { openConfig } from "../../src/cli/open-config.ts";
import { openRunbooks, theRunbook } from "../../src/cli/open-runbooks.ts";
import { answersAsk } from "../../src/cli/run-ask.ts";
import { jobOf } from "../../src/cli/run-job.ts";
import { handsOf, looksOf } from "../../src/cli/run-ports.ts";
import { openSession, type Session } from "../../src/cli/session.ts";
import { watchDuties } from "../../src/cli/watch-duties.ts";
import { systemClock } from "../../src/core/clock.ts";
import { type JournalWriter, openIncident } from "../../src/journal/journal.ts";
import { breakFault } from "../../src/lab/control-client.ts";
import { type Lab, startLab } from "../../src/lab/lab.ts";
import { runRunbook } from "../../src/runbooks/run-runbook.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { cliContext } from "../helpers/cli.ts";
import { commands } from "../helpers/known.ts";
import { CHILD } from "../lab/lab-target.ts";

export interface Drill {
  /** A home of its own; the state directory is `<home>/state`. */
  readonly home: string;
  readonly system: string;
  /** `system/runbook`. */
  readonly runbook: string;
  readonly title: string;
  /** What breaks before the runbook begins. */
  readonly fault?: string;
  readonly notes: readonly string[];
}

/** The trainings that are shipped, by name. */
export const DRILLS: Readonly<Record<"degraded-drill" | "no-sessions", Omit<Drill, "home">>> = {
  "degraded-drill": {
    system: "opsmantik",
    runbook: "opsmantik/qstash-degraded-proof",
    title: "prove the degraded path",
    notes: ["the drill was announced in the channel"],
  },
  "no-sessions": {
    system: "opsmantik",
    runbook: "opsmantik/no-sessions-ingested",
    title: "no sessions arrive",
    fault: "opsmantik/publish-stalled",
    notes: ["support: two customers miss sessions"],
  },
};

const SIZE = { columns: 120, rows: 40 } as const;
const THEME = { depth: "none", ground: "dark", ascii: false } as const;
/** How long the panels are watched before, between and after. */
const WATCH_MS = 8000;
const PACE = 15;
/** A window of fifteen minutes at this pace, and what it takes to look again. */
const SETTLE_MS = 75_000;

/** Runs a drill in a lab of its own while the cockpit's scheduler looks; resolves with the incident's folder. */
export async function recordLab(drill: Drill): Promise<{ readonly folder: string; readonly result: string }> {
  const lab = await startLab({
    systems: [drill.system],
    era: "B",
    pace: PACE,
    childArgv: [CHILD],
    log: () => undefined,
    home: drill.home,
  });
  try {
    return await recordIn(lab, drill);
  } finally {
    await lab.stop();
  }
}

async function recordIn(lab: Lab, drill: Drill) {
  const env = { ...lab.env, PATH: "/usr/bin:/bin", OPSDECK_STATE: join(drill.home, "state") };
  const context = cliContext({ home: drill.home, env, shipped: shippedSystems(), runbooks: shippedRunbooks(), panels });
  const flags = { config: [lab.config], as: "oncall" };
  const config = await openConfig(flags, context);
  const session = openSession(config, flags, context);
  const state = join(drill.home, "state");
  const { store, vault } = session;
  const duties = await watchDuties({ store, state, clock: systemClock, tell: () => undefined });
  const unwatch = connectLab(config.lab?.control ?? "", store).watch();
  const ticking = setInterval(() => store.dispatch({ type: "ticked", now: Date.now() }), 1000);
  session.scheduler.start();
  await watched();
  const by = "oncall uid=1000 tty=pts/0";
  const journal = openIncident(
    { state, clock: systemClock, host: "bastion", by, redact: vault.redact },
    { title: drill.title, environment: "lab", systems: [drill.system], severity: "SEV3", roles: { lead: "oncall" } },
  );
  const opened = { id: journal.incident, title: drill.title, openedAt: Date.now() };
  store.dispatch({ type: "incident.changed", incident: opened });
  const stop = recordIncident({ store, journal, state, redact: vault.redact, version: "0.1.0", tell: fail, frame });
  if (drill.fault !== undefined) await breakFault(lab.control, drill.fault);
  await watched();
  for (const text of drill.notes) await journal.append({ type: "note", text });
  const { runbooks } = await openRunbooks(config, flags, context);
  const answers = join(dirname(lab.config), "answers", `${drill.runbook.replace("/", "-")}.yaml`);
  const job = jobOf({ runbook: theRunbook(drill.runbook, runbooks), params: {}, config, context }, session);
  const end = await run({ job, journal, session, context, answers, state });
  await watched(SETTLE_MS);
  stop();
  await journal.append({ type: "incident.closed", reason: end.result });
  journal.close();
  clearInterval(ticking);
  unwatch();
  duties.stop();
  await session.close();
  return { folder: journal.folder, result: end.result };
}

interface Running {
  readonly job: ReturnType<typeof jobOf>;
  readonly journal: JournalWriter;
  readonly session: Session;
  readonly context: CliContext;
  readonly answers: string;
  readonly state: string;
}

async function run({ job, journal, session, context, answers, state }: Running) {
  const { runbook, bindings, system, environment } = job;
  const { title, runbook: name } = runbook.head;
  const asking = { answers: await readAnswers(answers), yes: true, unlock: true, lab: true, locked: false };
  const duties = async () => (await findDuties(state)).duties;
  await journal.append({ type: "run.opened", run: "R-1", runbook: name, system, environment, title, params: {} });
  return runRunbook(
    { run: "R-1", title, steps: runbook.steps.map(({ step }) => step), bindings },
    {
      clock: systemClock,
      pace: PACE,
      journal,
      looks: looksOf(session, context),
      hands: handsOf(session, bindings, context),
      ask: answersAsk({ ...asking, run: "R-1", person: "oncall", journal, duties }),
      show: (view) => session.store.dispatch({ type: "run.shown", view }),
      stop: new AbortController().signal,
    },
  );
}

function frame(state: Parameters<typeof renderFrame>[0]["state"]) {
  const text = renderFrame({ state, panels, commands, ...SIZE, theme: createTheme(THEME) });
  return { text, shape: { ...SIZE, theme: THEME } };
}

function fail(text: string): never {
  throw new Error(text);
}

function watched(ms = WATCH_MS): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
