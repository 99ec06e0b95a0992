import { ExpandError } from "../config/expand.ts";
import type { Bindings } from "../config/load-config.ts";
import type { ActionKind, MarkSearch } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { bind, runScope, unbind } from "./bind.ts";
import { openCalls } from "./calls.ts";
import type { Runbook } from "./parse-runbook.ts";
import type { ActionCall, Step } from "./runbook-schema.ts";

/** A step of a runbook that would have left a mark at a target. */
export interface MarkStep {
  readonly runbook: Runbook;
  readonly step: Step;
  /** As its kind names it. */
  readonly target: string;
}

/** One place to search, and what is known of what may be found there. */
export interface MarkPlace {
  readonly system: string;
  readonly search: MarkSearch;
  readonly params: unknown;
  readonly steps: readonly MarkStep[];
}

/**
 * Where steps of these runbooks leave marks, each place once. A step whose place depends on what a run is given names none:
 * nobody knows it before.
 */
export function markPlaces(
  runbooks: readonly Runbook[],
  bindings: ReadonlyMap<string, Bindings>,
  kinds: readonly ActionKind[],
): readonly MarkPlace[] {
  const places = new Map<string, MarkPlace>();
  for (const { key, place } of runbooks.flatMap((runbook) => placesOf(runbook, bindings, kinds))) {
    const known = places.get(key);
    places.set(key, known ? { ...known, steps: [...known.steps, ...place.steps] } : place);
  }
  return [...places.values()];
}

interface Keyed {
  /** The same for two calls of one place. */
  readonly key: string;
  readonly place: MarkPlace;
}

function placesOf(
  runbook: Runbook,
  bindings: ReadonlyMap<string, Bindings>,
  kinds: readonly ActionKind[],
): readonly Keyed[] {
  const own = bindings.get(runbook.head.system);
  if (!own) return [];
  return runbook.steps.flatMap(({ step }) =>
    (step.type === "action" ? step.calls : []).flatMap((call) => {
      const kind = kinds.find((one) => one.kind === call.action);
      return kind?.marks ? placeOfCall(call, kind, { runbook, step }, own) : [];
    }),
  );
}

function placeOfCall(
  call: ActionCall,
  kind: ActionKind,
  { runbook, step }: Omit<MarkStep, "target">,
  bindings: Bindings,
): readonly Keyed[] {
  const { system } = runbook.head;
  const at = kind.marks && placeOf(call, kind.marks, bindings);
  if (!kind.marks || !at) return [];
  const target = targetOf(call, kind, bindings);
  const steps = target === undefined ? [] : [{ runbook, step, target }];
  return [{ key: `${system} ${at.key}`, place: { system, search: kind.marks, params: at.params, steps } }];
}

/** Only what says where: the rest of a call may depend on a run. */
function placeOf(call: ActionCall, { place }: MarkSearch, { scope }: Bindings) {
  const given = Object.entries(call.with ?? {}).filter(([name]) => Object.hasOwn(place.shape, name));
  try {
    const bound = bind(Object.fromEntries(given), runScope(scope, { params: {}, captured: {} }));
    const parsed = place.safeParse(unbind(bound, scope.secrets));
    return parsed.success ? { key: JSON.stringify(bound), params: parsed.data } : undefined;
  } catch (error) {
    if (error instanceof ExpandError) return undefined;
    throw error;
  }
}

/** Undefined where a run decides what is changed. */
function targetOf({ action, with: given }: ActionCall, kind: ActionKind, { scope }: Bindings): string | undefined {
  try {
    const bound = bind(given ?? {}, runScope(scope, { params: {}, captured: {} }));
    const [call] = openCalls([{ action, with: bound }], { kinds: [kind], secrets: scope.secrets });
    return call && kind.target(call.params);
  } catch (error) {
    if (error instanceof ExpandError || error instanceof CheckError) return undefined;
    throw error;
  }
}
