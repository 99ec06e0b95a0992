import { clockDuration } from "../core/duration.ts";
import { dutyWords } from "../core/duty-words.ts";
import type { Verdict } from "../core/reading.ts";
import { namesSource } from "./failure-words.ts";
import { alertCounts } from "./select-alert.ts";
import { firstBad } from "./select-trouble.ts";
import type { CheckState, CockpitState } from "./state.ts";

/** As many bad checks as somebody reads in a chat. */
const MOST = 5;

/**
 * Condition, actions, needs: what goes to those who are not in the room, filled from what is known now. Nothing that is
 * stale or unknown is told as good. `needed`: what a person adds to the needs.
 */
export function canReport(state: CockpitState, needed = ""): string {
  return [titleLine(state), condition(state), actions(state), needs(state, needed.trim())].join("\n");
}

function titleLine({ incident, environment, now }: CockpitState): string {
  const at = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  if (!incident) return `${environment.name}, ${at}`;
  const { id, title, severity } = incident;
  return `${id}${severity === undefined ? "" : ` ${severity}`} ${title} (${environment.name}), open for ${clockDuration(now - incident.openedAt)}, ${at}`;
}

interface Bad {
  readonly id: string;
  readonly verdict: Verdict;
  readonly words: string;
  readonly since: number;
  readonly system: string;
  /** It only names the check whose answer it judges. */
  readonly echo: boolean;
}

function condition(state: CockpitState): string {
  const all = Object.values(state.checks).filter(({ plan }) => plan.mode === "scheduled");
  const bad = all.flatMap((check) => badOf(state, check)).toSorted((a, b) => a.since - b.since);
  const failing = eachSystemFirst([
    ...bad.filter(({ verdict, echo }) => verdict === "fail" && !echo),
    ...bad.filter(({ verdict, echo }) => verdict === "warn" && !echo),
    ...bad.filter(({ echo }) => echo),
  ]);
  const unknown = all.filter((check) => isUnknown(check, state.now)).length;
  const { firing } = alertCounts(state);
  const lines = failing.slice(0, MOST).map(({ id, verdict, words, since }) => {
    return `- ${id} ${verdict === "fail" ? "fails" : "warns"} for ${clockDuration(state.now - since)}: ${words}`;
  });
  const parts = [
    failing.length === 0 ? "no check warns or fails" : `${failing.length} of ${all.length} checks warn or fail`,
    ...(unknown > 0 ? [`${unknown} not known`] : []),
    ...(firing > 0 ? [`${firing} firing ${firing === 1 ? "alert" : "alerts"}`] : []),
    ...(state.vantage === undefined ? [] : ["this machine is cut off: nothing is known"]),
  ];
  const more = failing.length > MOST ? [`- and ${failing.length - MOST} more`] : [];
  return [`Condition: ${parts.join(", ")}`, ...lines, ...more].join("\n");
}

/** The first of each system before the second of any: a reader hears of every system that is hurt. */
function eachSystemFirst(bad: readonly Bad[]): readonly Bad[] {
  const first = bad.filter(({ system }, at) => bad.findIndex((one) => one.system === system) === at);
  return [...first, ...bad.filter((one) => !first.includes(one))];
}

/** Since the first look after the last that was ok. */
function badOf({ checks }: CockpitState, check: CheckState): readonly Bad[] {
  const { plan, history } = check;
  const last = history.at(-1);
  if (!last || (last.verdict !== "fail" && last.verdict !== "warn")) return [];
  const first = firstBad(check) ?? last;
  const echo = last.outcome === "failed" && namesSource(checks, plan, last);
  return [{ id: plan.id, system: plan.system, verdict: last.verdict, words: last.summary, since: first.at, echo }];
}

function isUnknown({ plan, history }: CheckState, now: number): boolean {
  const last = history.at(-1);
  return !last || last.verdict === "unknown" || now - last.at > plan.staleAfterMs;
}

function actions({ run, duties, now }: CockpitState): string {
  const owed = duties.map((duty) => `- changed on purpose: ${duty.title} (${dutyWords(duty, now)})`);
  return [`Actions: ${runWords(run)}`, ...owed].join("\n");
}

function runWords(run: CockpitState["run"]): string {
  if (!run) return "no runbook runs";
  if (run.closed) return `${run.runbook} ended: ${run.closed.result}`;
  const place = run.steps.findIndex(({ id }) => id === run.current?.id);
  const step = run.steps[place];
  const where = step ? `, step ${place + 1} of ${run.steps.length}: ${step.title}` : "";
  return `${run.runbook}${where}${run.doing === undefined ? "" : ` (${run.doing})`}`;
}

function needs({ duties, question, vantage, now }: CockpitState, needed: string): string {
  const late = duties.filter(({ dueBy }) => dueBy !== undefined && dueBy < now);
  const wanted = [
    ...(late.length > 0 ? [`restore now: ${late.map(({ id, title }) => `${id} ${title}`).join(", ")}`] : []),
    ...(duties.length > late.length ? [`restore ${duties.length - late.length} more before this is over`] : []),
    ...(question === undefined ? [] : ["a person answers the step that waits"]),
    ...(vantage === undefined ? [] : ["somebody looks from another machine"]),
    ...(needed === "" ? [] : [needed]),
  ];
  return `Needs: ${wanted.length === 0 ? "nothing" : wanted.join("; ")}`;
}
