import type { Json } from "../core/json.ts";
import type { Verdict } from "../core/reading.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { AlertSpan, GoalGlance, GoalSpan, Impact, LookRecord, Span } from "./incident-record.ts";
import { nameOf, rowKind, SEVERITY } from "./names.ts";

/** Every reading of a journal, by the time at which it was looked. */
export function looksOf(entries: readonly JournalEntry[]): readonly LookRecord[] {
  return entries
    .flatMap((entry, index): LookRecord[] => {
      if (entry.type !== "reading") return [];
      const { check, at, verdict, summary, facts, failure } = entry.reading;
      const { by, run, step } = entry;
      const where = { ...(run !== undefined && { run }), ...(step !== undefined && { step }) };
      return [{ line: index + 1, check, at, by: nameOf(by), verdict, summary, facts, failure, ...where }];
    })
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.line - b.line);
}

/** From the first check that was seen bad to the last that was seen ok again. What is unknown has not ended. */
export function impactOf(looks: readonly LookRecord[]): Impact {
  const checks = looks.filter(({ check }) => rowKind(check) === "check");
  const spans = [...byRow(checks).values()]
    .flatMap(spansOf)
    .toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const [first] = spans;
  const over = spans.every(({ to }) => to !== null);
  const ends = spans.flatMap(({ to }) => (to === null ? [] : [to]));
  return {
    startedAt: first?.from ?? null,
    endedAt: first && over ? (ends.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null) : null,
    first: (first && checks.find(({ check, at }) => check === first.check && at === first.from)) ?? null,
    spans,
  };
}

function spansOf(looks: readonly LookRecord[]): readonly Span[] {
  const spans: Span[] = [];
  for (const look of looks) {
    const { check, at, verdict, summary } = look;
    const open = spans.at(-1)?.to === null ? spans.pop() : undefined;
    if (open) spans.push(continued(open, look));
    else if (isBad(verdict)) spans.push({ check, from: at, to: null, verdict, words: summary, last: verdict });
  }
  return spans;
}

/** An unknown look ends nothing: what was broken is not seen healthy. */
function continued(span: Span, { at, verdict, summary }: LookRecord): Span {
  if (verdict === "ok") return { ...span, to: at, last: "ok" };
  const worse = SEVERITY[verdict] > SEVERITY[span.verdict];
  return { ...span, last: verdict, ...(worse && { verdict, words: summary }) };
}

function isBad(verdict: Verdict): boolean {
  return verdict === "fail" || verdict === "warn";
}

/** From the moment at which an alert began to fire until it was seen resolved. */
export function alertsOf(looks: readonly LookRecord[]): readonly AlertSpan[] {
  const alerts = looks.filter(({ check }) => rowKind(check) === "alert");
  return [...byRow(alerts).values()]
    .flatMap(spansOf)
    .map(({ check, from, to, verdict, words }) => ({ alert: check, from, to, verdict, words }))
    .toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
}

/** Each goal as it was first and last seen. */
export function goalsOf(looks: readonly LookRecord[]): readonly GoalSpan[] {
  const goals = looks.filter(({ check }) => rowKind(check) === "goal");
  return [...byRow(goals)].flatMap(([goal, seen]): GoalSpan[] => {
    const [first] = seen;
    const last = seen.at(-1);
    if (!first || !last) return [];
    const { title, kind } = last.facts ?? {};
    return [{ goal, title: textOr(title, goal), kind: textOr(kind, "goal"), first: glance(first), last: glance(last) }];
  });
}

function glance({ at, summary, facts }: LookRecord): GoalGlance {
  const { met, burned } = facts ?? {};
  return {
    at,
    met: typeof met === "boolean" ? met : null,
    progress: summary,
    burned: typeof burned === "number" ? burned : null,
  };
}

function textOr(value: Json | undefined, other: string): string {
  return typeof value === "string" && value !== "" ? value : other;
}

function byRow(looks: readonly LookRecord[]): ReadonlyMap<string, readonly LookRecord[]> {
  return Map.groupBy(looks, ({ check }) => check);
}
