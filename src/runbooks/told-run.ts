import { expandPlain } from "../config/expand.ts";
import type { Bindings } from "../config/load-config.ts";
import { parseDuration } from "../core/duration.ts";
import type { LiveExpectation, RunView } from "../core/run-view.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { runScope } from "./bind.ts";
import type { Wanted } from "./meet.ts";
import { nextStep } from "./next-step.ts";
import { foldRun, type RunState } from "./run-state.ts";
import { runViewOf } from "./run-view.ts";
import type { Step } from "./runbook-schema.ts";

/** What this bastion knows of a run of another one. */
export interface ToldRun {
  readonly incident: string;
  readonly run: string;
  readonly entries: readonly JournalEntry[];
  /** Of the runbook as it lies here; undefined where there is none. */
  readonly steps: readonly Step[] | undefined;
  readonly bindings: Bindings | undefined;
  readonly pace: number;
  /** What this bastion's own looks say of what is waited for. */
  readonly expect: (wanted: Wanted) => LiveExpectation | undefined;
}

/** A run that another process writes, as its lines tell it; undefined when there is none by this name. Pure but for `expect`. */
export function toldRun(told: ToldRun): RunView | undefined {
  const { run, entries, incident } = told;
  const state = foldRun(run, entries);
  if (!state) return undefined;
  const title = state.opened.title ?? state.opened.runbook;
  const steps = sameSteps(told.steps, state);
  if (!steps) return { ...runViewOf({ title, incident, steps: [] }, state), doing: unknownSteps(state) };
  const next = state.closed ? undefined : nextStep(steps, state);
  const view = runViewOf({ title, incident, steps }, state);
  if (!next || next.do === "close") return view;
  if (isLeft(told)) return { ...view, doing: "interrupted: its process is gone, and nobody has gone on with it yet" };
  if (next.do === "ask") return { ...view, doing: `stopped at ${next.step.id}: the lead decides` };
  return { ...view, ...doingOf(next.step, state, told) };
}

/** Another cockpit took the lead after the last line of the run. */
function isLeft({ run, entries }: ToldRun): boolean {
  const last = entries.findLastIndex((entry) => "run" in entry && entry.run === run);
  return entries.slice(last).some(({ type }) => type === "lead.taken");
}

/** Steps that do not hold what the run has done are those of another version. */
function sameSteps(steps: readonly Step[] | undefined, state: RunState): readonly Step[] | undefined {
  const known = new Set(steps?.map(({ id }) => id));
  return [...state.steps.keys()].every((id) => known.has(id)) ? steps : undefined;
}

function unknownSteps({ steps }: RunState): string {
  const [id] = [...steps].at(-1) ?? [];
  return `this bastion has not the same runbook: ${id === undefined ? "no step is begun" : `it stands at ${id}`}`;
}

type Doing = Pick<RunView, "doing" | "expectation" | "waitUntil">;

function doingOf(step: Step, state: RunState, told: ToldRun): Doing {
  const record = state.steps.get(step.id);
  if (record?.status !== "running") return {};
  switch (step.type) {
    case "check":
      return { doing: `looks at ${step.check}` };
    case "expect": {
      const wanted = wantedOf(step, record.startedAt, { state, told });
      const expectation = wanted && told.expect(wanted);
      return { doing: `waits for ${step.expect.check}`, ...(expectation && { expectation }) };
    }
    case "wait":
      return { doing: "waits", waitUntil: record.startedAt + (paced(step.wait, told.pace) ?? 0) };
    case "manual":
      return { doing: "the lead does this step" };
    default:
      return { doing: changeWords(step.id, state, told) };
  }
}

/** Undefined where the step cannot be read here as it was there. */
function wantedOf(
  step: Extract<Step, { type: "expect" }>,
  begun: number,
  { state, told }: { readonly state: RunState; readonly told: ToldRun },
): Wanted | undefined {
  const { bindings, pace } = told;
  if (!bindings) return undefined;
  const scope = runScope(bindings.scope, { params: state.opened.params ?? {}, captured: state.captured });
  try {
    return {
      check: `${state.opened.system}/${step.expect.check}`,
      when: expandPlain(step.expect.when, scope),
      withinMs: paced(step.within, pace),
      holdMs: paced(step.hold, pace) ?? 0,
      looks: undefined,
      since: begun,
      begun,
      endOf: (id) => state.steps.get(id)?.endedAt,
    };
  } catch {
    return undefined;
  }
}

function changeWords(step: string, state: RunState, told: ToldRun): string {
  const last = [...(state.steps.get(step)?.requests.values() ?? [])].at(-1);
  const code = askedCode(step, told);
  if (code !== undefined) return `waits for a second person: opsdeck approve ${code}`;
  if (!last) return "the lead is asked; nothing is sent yet";
  if (last.state === "done") return "sent and answered";
  return last.state === "refused" ? "sent and refused" : "sent; no answer yet";
}

/** The code that nobody has approved yet. */
function askedCode(step: string, { run, entries }: ToldRun): string | undefined {
  const mine = entries.filter((entry) => "step" in entry && entry.step === step && entry.run === run);
  const last = mine.findLast(({ type }) => /^(approval|request|step)\./.test(type));
  return last?.type === "approval.asked" ? last.code : undefined;
}

function paced(text: string | undefined, pace: number): number | undefined {
  const ms = parseDuration(text ?? "");
  return ms === undefined ? undefined : ms / pace;
}
