import { createHash } from "node:crypto";
import { ExpandError, expandPlain } from "../config/expand.ts";
import type { Bindings } from "../config/load-config.ts";
import type { FoundMark } from "../core/action.ts";
import { toFailure } from "../core/check-error.ts";
import type { Clients } from "../core/clients.ts";
import type { Clock } from "../core/clock.ts";
import type { Duty } from "../core/duty.ts";
import { type DutyMark, readMark } from "../core/duty-mark.ts";
import type { Json } from "../core/json.ts";
import { runScope } from "./bind.ts";
import { bindCalls } from "./calls.ts";
import { deadline } from "./deadline.ts";
import type { MarkPlace, MarkStep } from "./mark-places.ts";
import { undoOf } from "./runbook-schema.ts";

/** A break that a mark at a target tells of. */
export interface Found {
  /** As every frame shows it: its `found` says where. */
  readonly duty: Duty;
  /** The step whose undo restores it; undefined when no runbook here has it. */
  readonly by: MarkStep | undefined;
}

export interface MarksSeen {
  readonly found: readonly Found[];
  /** Places that could not be searched, with the reason: a break may hide there. */
  readonly unsearched: readonly { readonly system: string; readonly why: string; readonly kind: string }[];
}

export interface SearchPorts {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly bindings: ReadonlyMap<string, Bindings>;
  readonly stop: AbortSignal;
}

const SEARCH_MS = 10_000;

/** Searches every place for marks of duties, by reading only. Never rejects. */
export async function findMarks(places: readonly MarkPlace[], ports: SearchPorts): Promise<MarksSeen> {
  const seen = await Promise.all(places.map((place) => searchPlace(place, ports)));
  const found = seen.flatMap((one) => one.found);
  // Two systems of one project are searched twice, and have it once.
  const once = new Map(found.map((one) => [one.duty.id, one]));
  return { found: [...once.values()], unsearched: seen.flatMap((one) => one.unsearched) };
}

async function searchPlace(place: MarkPlace, ports: SearchPorts): Promise<MarksSeen> {
  const { search, params, system } = place;
  const limit = deadline(SEARCH_MS, ports.clock, ports.stop);
  try {
    const marks = await search.find({ params, clients: ports.clients }, limit.signal);
    return { found: marks.map((mark) => foundAt(mark, place, ports)), unsearched: [] };
  } catch (error) {
    const { message, kind } = toFailure(error);
    return { found: [], unsearched: [{ system, why: message, kind }] };
  } finally {
    limit.cancel();
  }
}

function foundAt({ target, text }: FoundMark, { system, steps }: MarkPlace, { clock, bindings }: SearchPorts): Found {
  const said = readMark(text) ?? {};
  const by = stepOf(said, target, steps);
  const own = bindings.get(system);
  const { manual, ...undo } = undoAt(target, by, own);
  const now = clock.now();
  const duty: Duty = {
    id: `F-${createHash("sha256").update(`${target}\n${text}`).digest("hex").slice(0, 8)}`,
    ...undo,
    system,
    environment: own?.head.environment ?? "",
    incident: said.incident ?? "",
    run: "",
    runbook: by?.runbook.head.runbook ?? "",
    step: by?.step.id ?? "",
    state: "applied",
    openedAt: Math.min(said.at ?? now, now),
    manual: [...askFirst(said), ...manual],
    found: { target, mark: text, said },
  };
  return { duty, by };
}

/** What the runbook here says of putting it back. Where none does, or where that depends on a run, people look. */
function undoAt(target: string, by: MarkStep | undefined, bindings: Bindings | undefined) {
  const undo = by && undoOf(by.step);
  const bare = {
    title: `${target} is changed on purpose, by its mark`,
    manual: [`look at ${target}, and put back what was there before`],
    how: [],
    proof: [],
  };
  if (!undo || !bindings) return bare;
  const scope = runScope(bindings.scope, { params: {}, captured: {} });
  try {
    return {
      title: expandPlain(undo.title, scope),
      manual: undo.manual.map((words) => expandPlain(words, scope)),
      how: bindCalls(undo.how ?? [], scope) as unknown as Json[],
      proof: expandPlain(undo.proof, scope) as unknown as Json[],
    };
  } catch (error) {
    if (error instanceof ExpandError) return bare;
    throw error;
  }
}

/** The step that the mark names, when it changes just this target; else the only one that does. */
function stepOf({ runbook, step }: DutyMark, target: string, steps: readonly MarkStep[]): MarkStep | undefined {
  const here = steps.filter((one) => one.target === target && undoOf(one.step));
  const named = here.find((one) => one.runbook.head.runbook === runbook && one.step.id === step);
  return named ?? (here.length === 1 ? here[0] : undefined);
}

/** Whoever made it may be alive, and has the journal. */
function askFirst({ by, host, duty }: DutyMark): readonly string[] {
  if (by === undefined || host === undefined) return [];
  return [`ask ${by}, or look on ${host}: if it lives, opsdeck restore ${duty ?? ""} there restores it`];
}
