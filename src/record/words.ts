import { clockDuration } from "../core/duration.ts";
import type { RunRecord, StepStory } from "./incident-record.ts";

/** `2026-02-20 14:02:20`, in UTC. */
export function timeWords(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** From and to with the time between: an end that is not there is still to come. */
export function lasted(from: string, to: string | null, until: string): string {
  const ms = Date.parse(to ?? until) - Date.parse(from);
  return to === null ? `${clockDuration(ms)}, not over` : clockDuration(ms);
}

/** How a step stands: what was under way when its process ended is interrupted. */
export function statusWords({ status }: Pick<StepStory, "status">, { interrupted }: Pick<RunRecord, "interrupted">) {
  return interrupted && status === "running" ? "interrupted" : status;
}

/** What is so, and why, where that is known. */
export function because(what: string, why: string | null): string {
  return why === null || why === "" ? what : `${what}: ${why}`;
}
