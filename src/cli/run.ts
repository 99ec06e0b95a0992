import type { JournalOptions } from "../journal/journal.ts";
import { JournalError } from "../journal/journal-error.ts";
import { RunStopped } from "../runbooks/pause.ts";
import type { RunPorts } from "../runbooks/ports.ts";
import { runRunbook } from "../runbooks/run-runbook.ts";
import { readAnswers } from "./answers.ts";
import { EXIT, type Run } from "./context.ts";
import { drift } from "./drift.ts";
import { findDuties } from "./find-duties.ts";
import { parseFlags, UsageError } from "./flags.ts";
import { recordIncident } from "./incident/record-incident.ts";
import { journalOptions } from "./journal-options.ts";
import { openConfig, reportProblems } from "./open-config.ts";
import { openRunbooks, theRunbook } from "./open-runbooks.ts";
import { personName } from "./person.ts";
import { restoreCard } from "./restore-card.ts";
import { type AskOptions, answersAsk } from "./run-ask.ts";
import { runDry } from "./run-dry.ts";
import { type Job, jobOf, openRun } from "./run-job.ts";
import { runParams } from "./run-params.ts";
import { handsOf, looksOf } from "./run-ports.ts";
import { report } from "./run-report.ts";
import { openSession } from "./session.ts";
import { untilSignal } from "./until-signal.ts";

const OPTIONS = {
  "dry-run": { type: "boolean" },
  unlock: { type: "boolean" },
  yes: { type: "boolean" },
  answers: { type: "string" },
  var: { type: "string", multiple: true },
} as const;

/** Runs a runbook here, without a screen. 0 done, 1 failed or aborted, 2 a wrong call, 3 a duty is open. */
export const run: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, OPTIONS);
  const word = onlyWord(positionals);
  const config = await openConfig(values, context);
  if (reportProblems(config.problems, context)) return EXIT.usage;
  const opened = await openRunbooks(config, values, context);
  const runbook = theRunbook(word, opened.runbooks);
  const wrong = opened.problems.filter((problem) => problem.file === runbook.file);
  // Paced deadlines are shorter than a look may take; drift is judged at the pace of real time.
  if (reportProblems([...wrong, ...(config.pace === 1 ? drift(runbook, config) : [])], context)) return EXIT.usage;
  const params = runParams(runbook.head, values.var ?? []);
  const answers = values.answers === undefined ? {} : await readAnswers(values.answers);
  const job = jobOf({ runbook, params, config, context }, openSession(config, values, context));
  const options = journalOptions(values, context, job.session.vault.redact);
  const allowed = { yes: values.yes === true, unlock: values.unlock === true, lab: config.lab !== undefined };
  const asking = { ...allowed, answers, locked: job.locked, person: personName(values, context) };
  try {
    return await (values["dry-run"]
      ? runDry(job, values.json === true)
      : runJournaled(job, { options, asking, json: values.json === true }));
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    context.stderr.write(`${error.message}\n`);
    return EXIT.bad;
  } finally {
    await job.session.close();
  }
};

function onlyWord([word, ...more]: readonly string[]): string {
  if (word !== undefined && more.length === 0) return word;
  throw new UsageError("run takes one runbook: opsdeck run ID");
}

interface Journaled {
  readonly options: JournalOptions;
  readonly asking: Omit<AskOptions, "journal" | "run" | "duties">;
  readonly json: boolean;
}

async function runJournaled(job: Job, { options, asking, json }: Journaled): Promise<number> {
  const { runbook, bindings, session, context, pace } = job;
  const { journal, run: id } = await openRun(job, options);
  const stop = new AbortController();
  const unsubscribe = journal.subscribe((entry) => report(entry, json, context));
  const unrecord = recordIncident({
    store: session.store,
    journal,
    state: options.state,
    redact: options.redact,
    version: context.version,
    tell: (text) => context.stderr.write(`${text}\n`),
  });
  try {
    const duties = async () => (await findDuties(options.state)).duties;
    const ports: RunPorts = {
      clock: context.clock,
      pace,
      journal,
      looks: looksOf(session, context),
      hands: handsOf(session, bindings, context),
      ask: answersAsk({ ...asking, run: id, journal, duties }),
      show: (view) => session.store.dispatch({ type: "run.shown", view }),
      stop: stop.signal,
    };
    using asked = untilSignal();
    const steps = runbook.steps.map((one) => one.step);
    const work = runRunbook({ run: id, title: runbook.head.title, steps, bindings }, ports);
    const end = await Promise.race([work, asked.signal.then(() => undefined)]);
    if (!end) {
      stop.abort();
      await work.catch(() => {});
    }
    const open = await duties();
    context.stderr.write(restoreCard(open, context.clock.now()));
    if (open.some((duty) => duty.run === id)) return EXIT.duty;
    return end?.result === "done" ? EXIT.ok : EXIT.bad;
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    return EXIT.bad;
  } finally {
    unrecord();
    unsubscribe();
    journal.close();
  }
}
