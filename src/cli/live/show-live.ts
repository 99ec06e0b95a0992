import type { Reading } from "../../core/reading.ts";
import { own } from "../../store/own.ts";
import type { CockpitEvent, CockpitState, Leader } from "../../store/state.ts";
import type { CockpitStore } from "../../store/store.ts";
import type { LiveMessage } from "./message.ts";

/** Where the leader's own work is shown: not over what this cockpit does itself. */
export interface Led {
  run(view: CockpitState["run"]): void;
  incident(open: CockpitState["incident"]): void;
}

/** Shows what the leader tells on this cockpit's screen. */
export function showLive(store: CockpitStore, led: Led, message: LiveMessage): void {
  if (message.type === "run") led.run(message.view ?? undefined);
  if (message.type === "incident") led.incident(message.open ?? undefined);
  const event = eventOf(store, message);
  if (event) store.dispatch(event);
}

/** What a leader that is gone had told of its own work is not shown as if it went on. */
export function forgetLed(store: CockpitStore, led: Led): void {
  led.run(undefined);
  led.incident(undefined);
  if (store.getState().storeAway !== undefined) store.dispatch({ type: "store.changed", away: undefined });
}

function eventOf(store: CockpitStore, message: LiveMessage): CockpitEvent | undefined {
  const { epoch, leader } = store.getState();
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
    case "store":
      return { type: "store.changed", away: message.away ?? undefined };
    case "write":
      return leader && { type: "leader.changed", leader: withWrite(leader, message.open) };
    default:
      return undefined;
  }
}

function withWrite({ write: _, ...leader }: Leader, open: Leader["write"] | null): Leader {
  return open ? { ...leader, write: open } : leader;
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
