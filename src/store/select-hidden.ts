import { isTable, type Scalar } from "../core/reading.ts";
import { shownState } from "./select-look.ts";
import type { CheckState, CockpitState } from "./state.ts";

/** What a room is not shown, besides everything that looks like an address or a path. */
export interface Hidden {
  readonly people: readonly string[];
  readonly hosts: readonly string[];
  /** What facts and columns that a system file hides have said lately. */
  readonly values: readonly string[];
}

/**
 * `values` only while presenting, without words of less than three characters. Of what is, and of what is shown: a frozen view
 * outlives the readings of the live one.
 */
export function selectHidden(state: CockpitState): Hidden {
  const { operator, leader, incident } = state;
  const told = state.frozen ? [state, shownState(state)] : [state];
  const checks = told.flatMap((one) => Object.values(one.checks));
  const story = told.flatMap((one) => one.story);
  return {
    people: known([operator, leader?.name, ...Object.values(incident?.roles ?? {}), ...story.map(({ by }) => by)]),
    hosts: known([leader?.host, ...checks.map(({ plan }) => hostOf(plan.target))]),
    values: known(checks.flatMap((check) => hiddenValues(state, check))),
  };
}

/** Names of facts and columns of a system whose values are hidden. */
export function hiddenNames({ systems, view }: CockpitState, system: string): readonly string[] {
  if (view.presenting === undefined) return [];
  return systems.find(({ id }) => id === system)?.hidden ?? [];
}

/** Shorter ones stand in too many other words. */
const LEAST = 3;

function known(words: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(words.filter((word) => word !== undefined && word.length >= LEAST) as string[])];
}

/** Of `https://host:8443/path` and `host:5432` the host; a target that is no address has none. */
function hostOf(target: string): string | undefined {
  const [, host] =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/\s]*@)?([\w.-]+\.[\w-]+|localhost)(?::\d+)?(?:\/|$)/i.exec(target) ?? [];
  return host;
}

function hiddenValues(state: CockpitState, { plan, history }: CheckState): readonly string[] {
  const names = hiddenNames(state, plan.system);
  if (names.length === 0) return [];
  return history.flatMap((reading) => {
    if (reading.outcome === "failed") return [];
    return Object.entries(reading.facts).flatMap(([name, fact]) => {
      if (!isTable(fact)) return names.includes(name) ? wordOf(fact) : [];
      return fact.rows.flatMap((row) =>
        Object.entries(row).flatMap(([column, cell]) => (names.includes(column) ? wordOf(cell) : [])),
      );
    });
  });
}

/** A short number or a yes is hidden where it is listed by name, not wherever it is said. */
function wordOf(value: Scalar): readonly string[] {
  if (typeof value === "number") return Math.abs(value) >= 1000 ? [String(value)] : [];
  return typeof value === "string" ? [value] : [];
}
