import type { Reading, Verdict } from "../core/reading.ts";
import { own } from "./own.ts";
import { RANKS } from "./select-counts.ts";
import type { Status } from "./select-look.ts";
import { allRows, type Row } from "./select-rows.ts";
import type { CheckState, CockpitState } from "./state.ts";

/** A row that is not ok, for people who do not know the tags. */
export interface Trouble {
  readonly id: string;
  readonly system: string;
  readonly title: string;
  readonly panels: readonly string[];
  readonly status: Status;
  /** The last verdict behind a stale row. */
  readonly was: Verdict | undefined;
  readonly words: string;
  /** Its words only name another row. */
  readonly echo: boolean;
  /** Since when it is not ok, as far as it is known; of a stale row when it was seen last. ms since 1970. */
  readonly since: number | undefined;
}

/** Whatever is not ok and counts: what says what is so, worst first, and what began first before what came of it. */
export function selectTroubles(state: CockpitState): readonly Trouble[] {
  const { system } = state.view;
  const bad = allRows(state).filter(
    ({ status, counts, plan }) =>
      counts && status !== "ok" && status !== "unread" && (system === undefined || plan.system === system),
  );
  return bad
    .map((row) => troubleOf(state, row))
    .toSorted(
      (a, b) =>
        Number(a.echo) - Number(b.echo) || RANKS.indexOf(a.status) - RANKS.indexOf(b.status) || when(a) - when(b),
    );
}

function when({ since }: Trouble): number {
  return since ?? Number.MAX_VALUE;
}

function troubleOf(state: CockpitState, row: Row): Trouble {
  const { value, words, was, echo } = row.draw({ tag: false, selected: false, ages: false });
  return {
    id: row.id,
    system: state.systems.find(({ id }) => id === row.plan.system)?.title ?? row.plan.system,
    title: row.plan.title,
    panels: row.plan.panels,
    status: row.status,
    was,
    words: value === undefined ? words : `${value} ${words}`.trim(),
    echo,
    since: sinceWhen(state, row),
  };
}

function sinceWhen(state: CockpitState, { id, status }: Row): number | undefined {
  const check = own(state.checks, id);
  if (check) return status === "stale" ? check.history.at(-1)?.at : firstBad(check)?.at;
  const hold = own(state.alerts, id)?.hold;
  return hold && (status === "stale" ? hold.at : hold.since);
}

/** The first reading after the last one that was ok, as far as readings are kept. */
export function firstBad({ history }: CheckState): Reading | undefined {
  return history[history.findLastIndex(({ verdict }) => verdict === "ok") + 1];
}
