import type { ParamSpec } from "./run-question.ts";
import type { StepView } from "./run-view.ts";

/** A runbook as the screen offers it. */
export interface RunbookOffer {
  /** `system/name`. */
  readonly id: string;
  readonly system: string;
  readonly title: string;
  /** It breaks on purpose, or is practice: no answer to what is broken. */
  readonly drill?: true;
  /** Ids of the checks that its steps look at. */
  readonly checks: readonly string[];
  readonly steps: readonly Pick<StepView, "id" | "title" | "type" | "tier">[];
  /** Markdown that stands before each step, by its id. */
  readonly prose: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, ParamSpec>>;
}
