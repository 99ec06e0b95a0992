import type { DutyState } from "../core/duty.ts";
import type { Roles } from "../core/incident.ts";
import type { Json } from "../core/json.ts";
import type { Scalar, Verdict } from "../core/reading.ts";
import type { StepStatus } from "../core/run-view.ts";

/** All that a journal tells of one incident: `report --format json`, version 1. Fields may be added, never renamed. */
export interface IncidentRecord {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  readonly environment: string;
  readonly systems: readonly string[];
  readonly severity: string | null;
  readonly roles: Roles;
  /** ISO 8601, as all times here. Null: its journal has lost its first line. */
  readonly openedAt: string | null;
  readonly openedBy: string | null;
  readonly closedAt: string | null;
  readonly closeReason: string | null;
  /** Until when this tells: the last moment of a closed incident, else when the record was made. */
  readonly until: string;
  readonly impact: Impact;
  readonly timeline: readonly TimelineEntry[];
  readonly looks: readonly LookRecord[];
  readonly runs: readonly RunRecord[];
  readonly changes: readonly ChangeRecord[];
  readonly duties: readonly DutyStory[];
  readonly alerts: readonly AlertSpan[];
  readonly goals: readonly GoalSpan[];
  readonly evidence: readonly EvidenceRecord[];
  readonly notes: readonly NoteRecord[];
  readonly people: readonly PersonRecord[];
  /** What is still to be done, most urgent first. Empty: nothing. */
  readonly left: readonly Left[];
  /** What of the journal could not be relied on. */
  readonly problems: readonly string[];
}

export interface Impact {
  /** When the first check was seen warning or failing; null: none was. */
  readonly startedAt: string | null;
  /** When the last of them was seen ok again; null while one was not. */
  readonly endedAt: string | null;
  /** What was seen first, and in whose cockpit or run. */
  readonly first: LookRecord | null;
  readonly spans: readonly Span[];
}

/** One check from the look that found it bad until the look that found it ok. */
export interface Span {
  readonly check: string;
  readonly from: string;
  /** Null: not seen ok since. */
  readonly to: string | null;
  /** The worst of it. */
  readonly verdict: Verdict;
  readonly words: string;
  /** What was seen last of it, where that is not ok. */
  readonly last: Verdict;
}

type TimelineKind =
  | "incident"
  | "check"
  | "alert"
  | "goal"
  | "run"
  | "step"
  | "change"
  | "duty"
  | "note"
  | "evidence"
  | "write"
  | "lead"
  | "approval";

export interface TimelineEntry {
  /** Its place among the lines as they were read: 1, 2, 3 … */
  readonly line: number;
  /** Of a reading: when it was looked, which may be before its line. */
  readonly at: string;
  readonly by: string;
  readonly kind: TimelineKind;
  readonly words: string;
  readonly verdict?: Verdict;
}

export interface LookRecord {
  readonly line: number;
  readonly check: string;
  readonly at: string;
  readonly by: string;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly facts: Readonly<Record<string, Json>> | null;
  readonly failure: Readonly<Record<string, Json>> | null;
  /** The step that looked; absent: the cockpit saw it change. */
  readonly run?: string;
  readonly step?: string;
}

export interface RunRecord {
  readonly run: string;
  readonly runbook: string;
  readonly title: string;
  readonly system: string;
  readonly by: string;
  readonly params: Readonly<Record<string, Scalar>>;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly result: "done" | "failed" | "aborted" | null;
  readonly reason: string | null;
  /** It has not ended, and no opsdeck of this host writes its journal. */
  readonly interrupted: boolean;
  /** Its duty that was restored without it: what has not ended can only be aborted. */
  readonly restored: string | null;
  readonly steps: readonly StepStory[];
}

export interface StepStory {
  readonly step: string;
  readonly status: StepStatus;
  readonly by: string;
  /** 0: skipped before it began, since its `when` did not hold. */
  readonly attempts: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly reason: string | null;
  /** The looks that it went by. */
  readonly proof: readonly { readonly check: string; readonly at: string; readonly summary: string }[];
}

export interface ChangeRecord {
  readonly request: string;
  readonly at: string;
  readonly by: string;
  readonly run: string;
  readonly step: string;
  readonly action: string;
  readonly target: string;
  /** The redacted request. */
  readonly preview: readonly string[];
  readonly effect: "apply" | "restore" | null;
  readonly duty: string | null;
  /** `unknown`: nothing was heard of it, so it may have had its effect. */
  readonly outcome: "done" | "refused" | "unknown";
  readonly note: string | null;
  readonly values: Readonly<Record<string, Scalar>>;
  /** What was seen of the run's checks last before it, and first after it. */
  readonly before: readonly Glance[];
  readonly after: readonly Glance[];
  /** Files kept by its step: before-images, answers. */
  readonly evidence: readonly string[];
  readonly approvedBy: readonly string[];
}

export interface Glance {
  readonly check: string;
  readonly at: string;
  readonly verdict: Verdict;
  readonly summary: string;
}

export interface DutyStory {
  readonly id: string;
  readonly title: string;
  readonly system: string;
  readonly environment: string;
  readonly runbook: string;
  readonly step: string;
  readonly state: DutyState | "discharged" | "waived";
  readonly open: boolean;
  readonly openedAt: string;
  readonly dueBy: string | null;
  readonly notBefore: string | null;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly reason: string | null;
  readonly proof: readonly { readonly check: string; readonly at: string; readonly summary: string }[];
  readonly manual: readonly string[];
}

export interface AlertSpan {
  readonly alert: string;
  readonly from: string;
  readonly to: string | null;
  readonly verdict: Verdict;
  readonly words: string;
}

export interface GoalSpan {
  readonly goal: string;
  readonly title: string;
  readonly kind: string;
  readonly first: GoalGlance;
  readonly last: GoalGlance;
}

export interface GoalGlance {
  readonly at: string;
  readonly met: boolean | null;
  readonly progress: string;
  /** Share of the error budget; null where there is none, or it cannot be told. */
  readonly burned: number | null;
}

export interface EvidenceRecord {
  readonly file: string;
  readonly about: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly at: string;
  readonly by: string;
  readonly run: string | null;
  readonly step: string | null;
}

export interface NoteRecord {
  readonly at: string;
  readonly by: string;
  readonly text: string;
}

export interface PersonRecord {
  readonly name: string;
  readonly roles: readonly (keyof Roles)[];
  readonly from: string;
  readonly to: string;
  /** Such as `3 steps`, `1 change`. */
  readonly did: readonly string[];
}

export interface Left {
  readonly what: string;
  /** What was seen of it. */
  readonly why: string | null;
  /** What to type for it, where opsdeck can do it. */
  readonly command: string | null;
  readonly manual: readonly string[];
}
