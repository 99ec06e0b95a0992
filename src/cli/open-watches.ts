import type { Clock } from "../core/clock.ts";
import { tame } from "../core/hostile-text.ts";
import type { Verdict } from "../core/reading.ts";
import { fileSampleLog } from "../engine/sample-log.ts";
import { Watches } from "../engine/watches.ts";
import { modesOf } from "../journal/modes.ts";
import type { CockpitStore } from "../store/store.ts";
import type { OpenedConfig } from "./open-config.ts";

export interface WatchPlace {
  readonly store: CockpitStore;
  readonly clock: Clock;
  /** The state directory. */
  readonly state: string;
  readonly verdictOf: (checkId: string) => Verdict | undefined;
}

/** The alerts and goals of a configuration, told to the store. */
export function openWatches(config: OpenedConfig, { store, clock, state, verdictOf }: WatchPlace): Watches {
  const { epoch } = store.getState();
  const { plans, alerts, goals, pace } = config;
  return new Watches({
    plans,
    alerts,
    goals,
    pace,
    clock,
    log: fileSampleLog(state, () => modesOf(state)),
    verdictOf,
    alertJudged: ({ id, memory, seen, say, short }) =>
      store.dispatch({ type: "alert.judged", id, hold: memory.hold, seen, say, short, epoch }),
    goalJudged: ({ id, memory, seen }) => store.dispatch({ type: "goal.judged", id, memory, seen, epoch }),
    unkept: (error) => {
      const text = `a restart will forget what alerts and goals have seen: ${tame(String(error), 200)}`;
      store.dispatch({ type: "log.added", line: { at: clock.now(), level: "warn", text } });
    },
  });
}

/** What the rest of the machine asks of alerts and goals. */
export interface Watched {
  /** Takes up what they had seen before this process, and what another opsdeck saw; call it before the first look. */
  restore(): Promise<void>;
  /** Takes over what others on this machine ticked since. */
  takeTicks(): Promise<void>;
  /** The operator says that a goal is met that only a person can tell, or takes it back. */
  tick(goalId: string, on: boolean): void;
}

export function watched(watches: Watches, store: CockpitStore): Watched {
  const { epoch } = store.getState();
  return {
    restore: async () => {
      const judged = await watches.restore((id) => store.getState().checks[id]?.history.at(-1));
      store.dispatch({ type: "watched.restored", judged, epoch });
    },
    takeTicks: () => watches.takeTicks(),
    tick: (goalId, on) => void watches.tick(goalId, on ? store.getState().operator : undefined),
  };
}
