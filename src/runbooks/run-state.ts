import type { Scalar } from "../core/reading.ts";
import type { SeenReading, StepStatus } from "../core/run-view.ts";
import type { EntryOf, JournalEntry } from "../journal/entry.ts";

/** One request of a step or of a restore, by what the journal says of it. */
export interface RequestRecord {
  readonly request: string;
  readonly sentAt: number;
  /** `sending`: nothing was heard of it since, so it may have had its effect. */
  readonly state: "sending" | "unknown" | "done" | "refused";
  readonly values: Readonly<Record<string, Scalar>>;
}

export interface StepRecord {
  readonly status: StepStatus;
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly reason?: string;
  /** The reading that it kept last, since it was begun. */
  readonly seen?: SeenReading;
  /** Since the step was last begun anew. By their ids. */
  readonly requests: ReadonlyMap<string, RequestRecord>;
  /** The duty that the step armed in this run. */
  readonly duty?: string;
}

/** What a journal says of one run. */
export interface RunState {
  readonly opened: EntryOf<"run.opened">;
  readonly steps: ReadonlyMap<string, StepRecord>;
  /** Ids of the steps that ended, in order; a step may be there again. */
  readonly ended: readonly string[];
  readonly captured: Readonly<Record<string, Scalar>>;
  readonly closed?: EntryOf<"run.closed">;
}

/** Pure: a run is what its journal says, after a crash as before it. Undefined when the journal has no such run. */
export function foldRun(run: string, entries: readonly JournalEntry[]): RunState | undefined {
  return entries.reduce<RunState | undefined>((state, entry) => {
    if (entry.type === "run.opened") return entry.run === run ? begun(entry) : state;
    return state && "run" in entry && entry.run === run ? after(state, entry) : state;
  }, undefined);
}

function begun(opened: EntryOf<"run.opened">): RunState {
  return { opened, steps: new Map(), ended: [], captured: {} };
}

function after(state: RunState, entry: JournalEntry): RunState {
  switch (entry.type) {
    case "step.started":
      return withStep(state, entry.step, (step) => started(step, entry));
    case "step.passed":
      return {
        ...ended(state, entry.step, entry, {
          status: "passed",
          ...(entry.note !== undefined && { reason: entry.note }),
        }),
        captured: { ...state.captured, ...entry.captured },
      };
    case "step.failed":
    case "step.skipped":
    case "step.overridden":
      return ended(state, entry.step, entry, {
        status: entry.type.slice("step.".length) as StepStatus,
        reason: entry.reason,
      });
    case "reading":
      return entry.step !== undefined && state.steps.has(entry.step)
        ? withStep(state, entry.step, (step) => ({ ...step, seen: seenIn(entry) }))
        : state;
    case "request.sending":
    case "request.answered":
    case "request.unknown":
      return withStep(state, entry.step, (step) => ({ ...step, requests: afterRequest(step.requests, entry) }));
    case "duty.armed":
      return withStep(state, entry.step, (step) => ({ ...step, duty: entry.duty }));
    case "run.closed":
      return { ...state, closed: entry };
    default:
      return state;
  }
}

const NEW: StepRecord = { status: "pending", attempt: 0, startedAt: 0, requests: new Map() };

function withStep(state: RunState, id: string, change: (step: StepRecord) => StepRecord): RunState {
  return { ...state, steps: new Map(state.steps).set(id, change(state.steps.get(id) ?? NEW)) };
}

function seenIn({ reading: { at, verdict, summary } }: EntryOf<"reading">): SeenReading {
  return { at: Date.parse(at), verdict, summary };
}

/** Tried again, a step knows what became of its requests; begun anew after it passed, it does not. */
function started(step: StepRecord, { at }: EntryOf<"step.started">): StepRecord {
  const anew = step.status === "passed" || step.status === "skipped" || step.status === "overridden";
  const { duty, requests, attempt } = step;
  return {
    status: "running",
    attempt: attempt + 1,
    startedAt: Date.parse(at),
    requests: anew ? new Map() : requests,
    ...(duty !== undefined && { duty }),
  };
}

function ended(
  state: RunState,
  id: string,
  { at }: JournalEntry,
  end: Pick<StepRecord, "status" | "reason">,
): RunState {
  const changed = withStep(state, id, ({ reason: _, ...step }) => ({ ...step, ...end, endedAt: Date.parse(at) }));
  return { ...changed, ended: [...state.ended, id] };
}

type RequestEntry = EntryOf<"request.sending"> | EntryOf<"request.answered"> | EntryOf<"request.unknown">;

/** The records of requests after one more line about them. */
export function afterRequest(
  requests: ReadonlyMap<string, RequestRecord>,
  entry: RequestEntry,
): ReadonlyMap<string, RequestRecord> {
  const known = requests.get(entry.request);
  const sentAt = known?.sentAt ?? Date.parse(entry.at);
  const values = entry.type === "request.answered" ? (entry.values ?? {}) : {};
  const state =
    entry.type === "request.sending" ? "sending" : entry.type === "request.unknown" ? "unknown" : entry.outcome;
  return new Map(requests).set(entry.request, { request: entry.request, sentAt, state, values });
}
