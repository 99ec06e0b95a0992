import type { WriteLock } from "../core/change-guard.ts";
import type { Duty } from "../core/duty.ts";
import type { Memory } from "../core/goal.ts";
import type { Hold } from "../core/hold.ts";
import type { Roles, StoryEntry, UpdateRules } from "../core/incident.ts";
import type { AlertPlan, CheckPlan, GoalPlan, SystemPlan } from "../core/plan.ts";
import type { Reading, Verdict } from "../core/reading.ts";
import type { InterruptedRun, RunQuestion } from "../core/run-question.ts";
import type { RunView } from "../core/run-view.ts";
import type { RunbookOffer } from "../core/runbook-offer.ts";
import type { Overlay, ViewState } from "./view-state.ts";

export const HISTORY = 240;
export const TIMELINE_LENGTH = 500;
export const LOG_LENGTH = 500;
export const STORY_LENGTH = 500;

export interface CheckState {
  readonly plan: CheckPlan;
  readonly phase: "waiting" | "running";
  /** When the next look is due, in ms since 1970. */
  readonly nextAt: number | undefined;
  /** Oldest first, at most HISTORY long. */
  readonly history: readonly Reading[];
}

/** An alert and what is remembered of it; where it stands is computed when it is drawn. */
export interface AlertRecord {
  readonly plan: AlertPlan;
  readonly hold: Hold | undefined;
  /** The test with the values of the last sample, or why it could not be told. */
  readonly seen: string;
  /** `say` and `short` of the plan with the facts of the last sample. */
  readonly say: string;
  readonly short: string | undefined;
}

export interface GoalRecord {
  readonly plan: GoalPlan;
  readonly memory: Memory;
  /** As in an alert. */
  readonly seen: string;
}

/** An alert or a goal as it was found on disk. */
interface Restored extends Pick<AlertRecord, "seen" | "say" | "short"> {
  readonly id: string;
  readonly memory: Memory;
}

/** `name` is shown in every frame; production, staging and lab have a colour of their own. */
export interface Environment {
  readonly name: string;
}

/** One change of a verdict, or an alert that begins or ceases to fire. `from` is undefined for the first look at a check. */
export interface Transition {
  readonly at: number;
  /** Id of the row: a check or an alert. */
  readonly checkId: string;
  readonly from: Verdict | undefined;
  readonly to: Verdict;
  readonly words: string;
}

export interface Fault {
  /** `system/fault`. */
  readonly id: string;
  readonly title: string;
  readonly system: string;
  readonly on: boolean;
}

/** Another process that looks at the same checks. */
export interface Leader {
  readonly name: string;
  readonly pid: number;
  readonly host: string;
  /** It leads on another bastion: this one looks for itself, and may restore what is owed. */
  readonly far?: boolean;
  /** What it unlocked there. */
  readonly write?: WriteLock;
}

export interface Lab {
  /** Time runs this many times faster. */
  readonly pace: number;
  readonly faults: readonly Fault[];
}

/** The incident that this cockpit writes the journal of. */
export interface OpenIncident {
  readonly id: string;
  readonly title: string;
  /** ms since 1970. */
  readonly openedAt: number;
  readonly severity?: string;
  readonly roles?: Roles;
  /** When those who are not in the room were told last; absent: not yet. ms since 1970. */
  readonly updatedAt?: number;
}

/** An incident that is open, and that no cockpit of this machine shows. */
export interface LeftIncident {
  readonly id: string;
  readonly title: string;
}

/** A recorded incident that is played again. Times in ms since 1970; where it is, is the state's `now`. */
export interface ReplayView {
  readonly incident: string;
  readonly from: number;
  readonly to: number;
  /** Time runs this many times faster. */
  readonly speed: number;
  readonly paused: boolean;
}

export interface LogLine {
  readonly at: number;
  readonly level: "info" | "warn" | "error";
  readonly text: string;
}

/** What the screen showed when it was frozen; the data behind it goes on. */
interface Frozen {
  readonly at: number;
  readonly checks: Readonly<Record<string, CheckState>>;
  readonly alerts: Readonly<Record<string, AlertRecord>>;
  readonly goals: Readonly<Record<string, GoalRecord>>;
  readonly timeline: readonly Transition[];
  readonly story: readonly StoryEntry[];
}

export interface CockpitState {
  readonly now: number;
  readonly startedAt: number;
  /** Counts configurations: what was read for an older one never lands. */
  readonly epoch: number;
  readonly environment: Environment;
  readonly operator: string;
  readonly systems: readonly SystemPlan[];
  /** Ids of the panels, in the order of their digits. */
  readonly panels: readonly string[];
  readonly checks: Readonly<Record<string, CheckState>>;
  /** By id of the plan, in the order of the configuration. */
  readonly alerts: Readonly<Record<string, AlertRecord>>;
  readonly goals: Readonly<Record<string, GoalRecord>>;
  /** How many times an alert began to fire: the bell rings when it grows. */
  readonly rings: number;
  /** Newest last, at most TIMELINE_LENGTH long. */
  readonly timeline: readonly Transition[];
  readonly lab: Lab | undefined;
  /** The cockpit that this one follows; undefined while this one leads. */
  readonly leader: Leader | undefined;
  /** Since when the store that bastions share cannot be reached: what others do since then is not known here. */
  readonly storeAway: number | undefined;
  /** Since when this machine is cut off, so that nothing is known about any system. */
  readonly vantage: number | undefined;
  readonly duties: readonly Duty[];
  readonly runbooks: readonly RunbookOffer[];
  /** The run that is shown; it stays when it has ended, until it is put away. */
  readonly run: RunView | undefined;
  /** What the run waits for a person to say. */
  readonly question: RunQuestion | undefined;
  /** Runs of processes that died, found before the first frame. */
  readonly interrupted: readonly InterruptedRun[];
  /** Undefined: nothing can be changed. */
  readonly write: WriteLock | undefined;
  readonly incident: OpenIncident | undefined;
  /** What `i` can go on with. */
  readonly left: LeftIncident | undefined;
  /** What the journal of the incident says, or of the last one: newest last, at most STORY_LENGTH long. */
  readonly story: readonly StoryEntry[];
  readonly updates: UpdateRules;
  readonly log: readonly LogLine[];
  readonly frozen: Frozen | undefined;
  /** Undefined: what is shown is so now. */
  readonly replay: ReplayView | undefined;
  readonly view: ViewState;
}

/** Everything that can change the screen. One list, so an incident can be replayed from a file. */
export type CockpitEvent =
  | { readonly type: "ticked"; readonly now: number }
  | { readonly type: "check.started"; readonly checkId: string; readonly epoch: number }
  | {
      readonly type: "check.read";
      readonly reading: Reading;
      readonly nextAt: number | undefined;
      readonly epoch: number;
    }
  | {
      readonly type: "systems.planned";
      readonly plans: readonly CheckPlan[];
      readonly systems: readonly SystemPlan[];
      readonly alerts?: readonly AlertPlan[];
      readonly goals?: readonly GoalPlan[];
      readonly epoch: number;
    }
  | ({ readonly type: "alert.judged"; readonly id: string; readonly epoch: number } & Omit<AlertRecord, "plan">)
  | ({ readonly type: "goal.judged"; readonly id: string; readonly epoch: number } & Omit<GoalRecord, "plan">)
  | {
      readonly type: "watched.restored";
      /** What the opsdecks of this machine have seen. Of what nothing was known before, nothing is news. */
      readonly judged: readonly Restored[];
      readonly epoch: number;
    }
  | {
      readonly type: "vantage.changed";
      /** Since when this machine is cut off; undefined when it is back. */
      readonly since: number | undefined;
      /** The checks that go by the network: the silence of their targets says nothing. */
      readonly checkIds: readonly string[];
    }
  | { readonly type: "lab.faults"; readonly faults: readonly Fault[] }
  | { readonly type: "duties.changed"; readonly duties: readonly Duty[] }
  | { readonly type: "runbooks.offered"; readonly runbooks: readonly RunbookOffer[] }
  | { readonly type: "run.shown"; readonly view: RunView | undefined }
  | { readonly type: "run.asked"; readonly question: RunQuestion | undefined }
  | { readonly type: "runs.interrupted"; readonly runs: readonly InterruptedRun[] }
  | { readonly type: "write.changed"; readonly write: WriteLock | undefined }
  | { readonly type: "incident.changed"; readonly incident: OpenIncident | undefined }
  | { readonly type: "incident.left"; readonly left: LeftIncident | undefined }
  /** Lines of the incident's journal; `anew`: all of them. */
  | { readonly type: "story.told"; readonly entries: readonly StoryEntry[]; readonly anew: boolean }
  | { readonly type: "leader.changed"; readonly leader: Leader | undefined }
  | { readonly type: "store.changed"; readonly away: number | undefined }
  | { readonly type: "log.added"; readonly line: LogLine }
  | { readonly type: "frozen"; readonly on: boolean }
  | { readonly type: "replay.changed"; readonly replay: ReplayView }
  /** Another moment of a recording; `view` where the viewer has one of their own. */
  | { readonly type: "replay.sought"; readonly state: CockpitState; readonly view: ViewState | undefined }
  | ViewEvent;

export type ViewEvent =
  | { readonly type: "panel.focused"; readonly panel: string }
  | { readonly type: "zoomed"; readonly on: boolean }
  | { readonly type: "row.moved"; readonly panel: string; readonly checkId: string }
  | { readonly type: "step.viewed"; readonly step: string | undefined }
  | { readonly type: "timeline.scrolled"; readonly to: number }
  | { readonly type: "filter.changed"; readonly panel: string; readonly text: string }
  | { readonly type: "system.chosen"; readonly system: string | undefined }
  | { readonly type: "overlay.opened"; readonly overlay: Overlay }
  | { readonly type: "overlay.changed"; readonly overlay: Overlay }
  | { readonly type: "overlay.closed" }
  | { readonly type: "presented"; readonly as: ViewState["presenting"] }
  | { readonly type: "notice.shown"; readonly text: string }
  | { readonly type: "asked"; readonly what: string };
