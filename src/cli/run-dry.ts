import { tame } from "../core/hostile-text.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { type DryStep, dryRun } from "../runbooks/dry-run.ts";
import { foldRun, type RunState } from "../runbooks/run-state.ts";
import type { RunContext } from "../runbooks/step-context.ts";
import { EXIT } from "./context.ts";
import type { Job } from "./run-job.ts";
import { handsOf, looksOf } from "./run-ports.ts";

const never = (): Promise<never> => Promise.reject(new Error("a dry run asks nobody and keeps nothing"));

/** Previews every step. Nothing is journaled; servers see looks only. 1 when a step could not be previewed. */
export async function runDry(job: Job, json: boolean): Promise<number> {
  const { session, context } = job;
  const { stdout, clock } = context;
  const line = (body: object) => ({ v: 1, at: new Date(clock.now()).toISOString(), run: "dry", dryRun: true, ...body });
  const state = openedState(job);
  if (json) stdout.write(`${JSON.stringify(openingLine(job))}\n`);
  const show = ({ step, ok, lines }: DryStep): void => {
    const body = ok
      ? { type: "step.passed", step, note: lines.join("\n") }
      : { type: "step.failed", step, reason: lines.join("\n") };
    if (json) stdout.write(`${JSON.stringify(line(body))}\n`);
    else
      stdout.write(
        `${ok ? "●" : "✘"} ${step}\n${lines.map((words) => `    ${tame(session.vault.redact(words), 1000)}\n`).join("")}`,
      );
  };
  const good = await dryRun(dryContext(job, state), show);
  return good ? EXIT.ok : EXIT.bad;
}

function openingLine({ runbook, params, context, environment, system }: Job) {
  const at = new Date(context.clock.now()).toISOString();
  const head = { v: 1, at, run: "dry", dryRun: true, type: "run.opened", runbook: runbook.head.runbook };
  return { ...head, system, environment, params, seq: 1 };
}

function openedState(job: Job): RunState {
  const state = foldRun("dry", [openingLine(job) as unknown as JournalEntry]);
  if (!state) throw new Error("a dry run has an opening line");
  return state;
}

/** A run that keeps nothing, asks nobody and cannot change anything. */
export function dryContext(job: Job, state: RunState = openedState(job)): RunContext {
  const { runbook, bindings, session, context, environment, system, pace } = job;
  return {
    run: "dry",
    runbook: runbook.head.runbook,
    system,
    environment,
    steps: runbook.steps.map((one) => one.step),
    bindings,
    state: () => state,
    tell: () => {},
    ports: {
      clock: context.clock,
      pace,
      journal: {
        incident: "",
        folder: "",
        author: { host: "", by: "" },
        append: never,
        entries: () => [],
        nextDuty: () => "",
        saveEvidence: never,
      },
      looks: looksOf(session, context),
      hands: { ...handsOf(session, bindings, context), writes: () => Object.freeze({}) as never },
      ask: { confirm: never, manual: never, failed: never },
      show: () => {},
      stop: new AbortController().signal,
    },
  };
}
