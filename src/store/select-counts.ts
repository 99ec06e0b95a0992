import type { Verdict } from "../core/reading.ts";
import { type Look, lookAt, type Status } from "./select-look.ts";
import type { CheckState, CockpitState } from "./state.ts";

export type Counts = Readonly<Record<Status, number>>;

/** Worst first: who gets a line, who colours a system. Unread says least. */
export const RANKS = ["fail", "warn", "unknown", "stale", "unread", "ok"] as const satisfies readonly Status[];

/** An on-demand look that nobody took, or that is old, is no news. */
export function counts(looks: readonly Look[]): Counts {
  const found: Record<Status, number> = { fail: 0, warn: 0, unknown: 0, stale: 0, unread: 0, ok: 0 };
  for (const { status, onDemand } of looks) if (!onDemand || isVerdict(status)) found[status] += 1;
  return found;
}

export function countAll(state: CockpitState): Counts {
  return counts(Object.values(state.checks).map((check) => lookAt(state, check)));
}

export function worst(found: Counts): Status {
  return RANKS.find((status) => found[status] > 0) ?? "unread";
}

/** Worst status of each system, in the order of the configuration. */
export function systemLights(
  state: CockpitState,
): readonly { readonly id: string; readonly tag: string; readonly title: string; readonly status: Status }[] {
  const bySystem = Map.groupBy(Object.values(state.checks), (check: CheckState) => check.plan.system);
  return state.systems.map(({ id, tag, title }) => ({
    id,
    tag,
    title,
    status: worst(counts((bySystem.get(id) ?? []).map((check) => lookAt(state, check)))),
  }));
}

function isVerdict(status: Status): status is Verdict {
  return status !== "stale" && status !== "unread";
}
