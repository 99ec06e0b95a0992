import { type AlertState, alertState } from "../core/alert.ts";
import { clockDuration } from "../core/duration.ts";
import { goalStanding } from "../core/goal.ts";
import type { Json } from "../core/json.ts";
import { isTable, type Reading, type Verdict } from "../core/reading.ts";
import type { BodyOf } from "../journal/entry.ts";
import { readingEntry } from "../journal/reading-entry.ts";
import type { AlertRecord, CheckState, CockpitEvent, CockpitState, GoalRecord } from "../store/state.ts";

export type News = BodyOf<"reading">;

/** A check that flaps must not fill a journal. */
const MOST_OF_ONE = 40;
const MOST_FACTS = 40;
const MOST_ROWS = 20;
const MOST_TEXT = 500;

/**
 * What a journal should say of the checks, alerts and goals while its incident is open: where they stand at its start
 * and its end, and each change of a verdict between. Of one row at most MOST_OF_ONE changes.
 */
export class Newsroom {
  /** The verdict that the journal has last of each row, and how many lines. */
  readonly #told = new Map<string, { readonly verdict: Verdict; readonly lines: number }>();

  /** What is bad now, since it is; and where the goals stand. */
  opening(state: CockpitState): readonly News[] {
    const bad = Object.values(state.checks).flatMap((check) => sinceOk(check));
    return [...this.#keep(bad), ...this.#keep(alertsNow(state)), ...goalsNow(state)];
  }

  /** What this event changed. */
  after(event: CockpitEvent, state: CockpitState): readonly News[] {
    if (event.type === "check.read") {
      const last = state.checks[event.reading.checkId]?.history.at(-1);
      return last?.seq === event.reading.seq ? this.#keep([newsOf(last)]) : [];
    }
    return event.type === "alert.judged" || event.type === "watched.restored" ? this.#keep(alertsNow(state)) : [];
  }

  /** Where everything stands that the journal tells otherwise, and the goals. */
  closing(state: CockpitState): readonly News[] {
    const now = Object.values(state.checks).flatMap(({ history }) => history.slice(-1).map(newsOf));
    const changed = [...now, ...alertsNow(state)].filter((news) => this.#isNews(news));
    return [...changed, ...goalsNow(state)];
  }

  #keep(all: readonly News[]): readonly News[] {
    return all.filter((news) => {
      const { check, verdict } = news.reading;
      const lines = this.#told.get(check)?.lines ?? 0;
      if (!this.#isNews(news) || lines >= MOST_OF_ONE) return false;
      this.#told.set(check, { verdict, lines: lines + 1 });
      return true;
    });
  }

  /** A row of which nothing was told is thought to be ok. */
  #isNews({ reading: { check, verdict } }: News): boolean {
    return (this.#told.get(check)?.verdict ?? "ok") !== verdict;
  }
}

/** The looks since the last one that was ok, if the last one is not. */
function sinceOk({ history }: CheckState): readonly News[] {
  return history.slice(history.findLastIndex(({ verdict }) => verdict === "ok") + 1).map(newsOf);
}

function newsOf(reading: Reading): News {
  const facts = reading.outcome === "observed" ? boundedFacts(reading) : null;
  return { type: "reading", reading: { ...readingEntry(reading), facts } };
}

function boundedFacts({ facts }: Extract<Reading, { outcome: "observed" }>): Record<string, Json> {
  const kept = Object.entries(facts).slice(0, MOST_FACTS);
  return Object.fromEntries(
    kept.map(([name, fact]): [string, Json] => {
      if (isTable(fact)) {
        const { rows, rowCount, truncated } = fact;
        return [name, { rows: rows.slice(0, MOST_ROWS), rowCount, truncated: truncated || rows.length > MOST_ROWS }];
      }
      return [name, typeof fact === "string" ? fact.slice(0, MOST_TEXT) : fact];
    }),
  );
}

const alertVerdict: Readonly<Record<AlertState, (plan: AlertRecord["plan"]) => Verdict | undefined>> = {
  firing: ({ verdict }) => verdict,
  resolved: () => "ok",
  inactive: () => "ok",
  // Not known is not resolved: what was told last stands.
  insufficient: () => undefined,
  pending: () => undefined,
};

function alertsNow({ alerts, now }: CockpitState): readonly News[] {
  return Object.values(alerts).flatMap(({ plan, hold, seen, say }): News[] => {
    const state = alertState(hold, plan, now);
    const verdict = alertVerdict[state](plan);
    if (!hold || verdict === undefined) return [];
    const firing = state === "firing";
    const at = firing ? (hold.firedAt ?? hold.at) : (hold.resolvedAt ?? hold.at);
    const summary = firing ? `fires: ${seen} for ${clockDuration(hold.at - hold.since)}. ${say}` : `resolved: ${seen}`;
    const facts = { title: plan.title, state, since: iso(hold.since) };
    return [{ type: "reading", reading: { check: plan.id, at: iso(at), verdict, summary, facts, failure: null } }];
  });
}

/** Goals of which something was seen. */
function goalsNow({ goals, now }: CockpitState): readonly News[] {
  const seen = Object.values(goals).filter(({ memory }) => memory.hold ?? memory.tally ?? memory.tick);
  return seen.map((goal) => goalNews(goal, now));
}

function goalNews({ plan, memory }: GoalRecord, now: number): News {
  const { met, progress, slo } = goalStanding(plan, memory, now);
  const verdict = met === null ? "unknown" : met ? "ok" : "warn";
  const burned = slo && Number.isFinite(slo.burned) ? slo.burned : null;
  const facts = { title: plan.title, kind: plan.kind, met, burned };
  return {
    type: "reading",
    reading: { check: plan.id, at: iso(now), verdict, summary: progress, facts, failure: null },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
