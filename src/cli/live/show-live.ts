import type { Reading } from "../../core/reading.ts";
import { own } from "../../store/own.ts";
import type { CockpitEvent } from "../../store/state.ts";
import type { CockpitStore } from "../../store/store.ts";
import type { LiveMessage } from "./message.ts";

/** Shows what the leader tells on this cockpit's screen. */
export function showLive(store: CockpitStore, message: LiveMessage): void {
  const event = eventOf(store, message);
  if (event) store.dispatch(event);
}

/** What a leader that is gone had told of its own work is not shown as if it went on. */
export function forgetLed(store: CockpitStore): void {
  const { run, incident } = store.getState();
  if (run) store.dispatch({ type: "run.shown", view: undefined });
  if (incident) store.dispatch({ type: "incident.changed", incident: undefined });
}

function eventOf(store: CockpitStore, message: LiveMessage): CockpitEvent | undefined {
  const { epoch } = store.getState();
  switch (message.type) {
    case "reading":
      return readEvent(store, message);
    case "watched":
      return {
        type: "watched.restored",
        judged: message.judged.map(({ short, ...judged }) => ({ ...judged, short })),
        epoch,
      };
    case "vantage":
      return { type: "vantage.changed", since: message.since ?? undefined, checkIds: [] };
    case "incident":
      return { type: "incident.changed", incident: message.open ?? undefined };
    case "run":
      return { type: "run.shown", view: message.view ?? undefined };
    default:
      return undefined;
  }
}

function readEvent(
  store: CockpitStore,
  { reading, nextAt }: Extract<LiveMessage, { type: "reading" }>,
): CockpitEvent | undefined {
  const last = lastReading(store, reading.checkId);
  if (last && (last.at > reading.at || (last.at === reading.at && last.summary === reading.summary))) return undefined;
  // Numbered here: another leader counts anew.
  const numbered = { ...reading, seq: (last?.seq ?? 0) + 1 };
  return { type: "check.read", reading: numbered, nextAt, epoch: store.getState().epoch };
}

export function lastReading(store: CockpitStore, checkId: string): Reading | undefined {
  return own(store.getState().checks, checkId)?.history.at(-1);
}
