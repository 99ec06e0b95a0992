import { panels } from "../../panels/index.ts";
import { recordIncident } from "../../src/cli/incident/record-incident.ts";
import type { Hold } from "../../src/core/hold.ts";
import { type JournalWriter, openIncident } from "../../src/journal/journal.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { type CockpitStore, storeOf } from "../../src/store/store.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { incidentPlans, incidentRound } from "../helpers/incident.ts";
import { journalOptions } from "../helpers/journal.ts";
import { commands } from "../helpers/known.ts";
import { confirmAsk, runView } from "../helpers/run.ts";
import { dutyOf, read, stateOf, T0 } from "../helpers/state.ts";
import { alertOf } from "../helpers/watching.ts";

const alert = alertOf({ id: "opsmantik/alert:stale", system: "opsmantik", checkId: "opsmantik/watchtower" });
const theme = { depth: "none", ground: "dark", ascii: false } as const;

/** The frame of a state, 100×30, without colours. */
export function frameOf(state: CockpitState): string {
  return renderFrame({ state, panels, commands, columns: 100, rows: 30, theme: createTheme(theme) });
}

export interface Live {
  readonly store: CockpitStore;
  readonly journal: JournalWriter;
  readonly stop: () => void;
  readonly told: readonly string[];
}

/** A cockpit in the middle of things, whose incident is recorded in this state directory. */
export function live(state: string, redact: (text: string) => string = (text) => text): Live {
  const store = storeOf(stateOf(incidentPlans(), { alerts: [alert] }));
  for (const event of [...incidentRound(15, T0 - 30_000), { type: "ticked" as const, now: T0 }]) store.dispatch(event);
  const journal = openIncident(journalOptions(state, { redact }), {
    title: "publish fails",
    environment: "production",
    systems: ["opsmantik"],
  });
  const told: string[] = [];
  const stop = recordIncident({
    store,
    journal,
    state,
    redact,
    version: "0.0.0",
    tell: (text) => told.push(text),
    frame: (shown) => ({ text: frameOf(shown), shape: { columns: 100, rows: 30, theme } }),
  });
  return { store, journal, stop, told };
}

const fired: Hold = {
  truth: true,
  since: T0 - 300_000,
  at: T0 + 3000,
  samples: 10,
  exact: true,
  lostAt: null,
  firedAt: T0 + 3000,
  resolvedAt: null,
};

/** A minute of an incident: readings, an alert, a duty, and what an operator did to the screen. */
export function minute(): readonly CockpitEvent[] {
  const judged = {
    type: "alert.judged" as const,
    id: alert.id,
    epoch: 1,
    seen: "12 > 10",
    say: "look",
    short: undefined,
  };
  const at = (second: number): CockpitEvent => ({ type: "ticked", now: T0 + second * 1000 });
  const rows = incidentRound(16, T0 + 20_000);
  return [
    at(1),
    { type: "check.started", checkId: "opsmantik/ingest", epoch: 1 },
    read("opsmantik/ingest", { seq: 100, at: T0 + 1000, verdict: "fail", summary: "refused", short: "refused" }),
    at(3),
    { ...judged, hold: fired },
    { type: "panel.focused", panel: "sync" },
    at(5),
    { type: "filter.changed", panel: "sync", text: "ingest" },
    { type: "duties.changed", duties: [dutyOf()] },
    { type: "run.shown", view: runView() },
    at(20),
    ...rows,
    ...rows.map((event) =>
      event.type === "check.read"
        ? { type: "check.started" as const, checkId: event.reading.checkId, epoch: 1 }
        : event,
    ),
    at(40),
    read("opsmantik/ingest", { seq: 101, at: T0 + 39_000, verdict: "ok", summary: "queued", short: "queued" }),
    {
      ...judged,
      seen: "0 ≤ 10",
      hold: { ...fired, truth: false, since: T0 + 41_000, at: T0 + 41_000, resolvedAt: T0 + 41_000 },
    },
    { type: "run.asked", question: confirmAsk() },
    { type: "zoomed", on: true },
    at(60),
  ];
}
