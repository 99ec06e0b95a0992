import { isBlinded } from "../core/blinded.ts";
import { exactDuration, shortDuration } from "../core/duration.ts";
import { fill } from "../core/judge.ts";
import type { Reading, Verdict } from "../core/reading.ts";
import { isSentinel, toldNumber } from "../core/told-facts.ts";
import { failureWords, namesSource } from "./failure-words.ts";
import { compactNumber } from "./numbers.ts";
import { dueAt, type Look, lookAt, type Status } from "./select-look.ts";
import { withoutMissingRunbook } from "./select-runbooks.ts";
import { samplesOf } from "./select-samples.ts";
import { splitSentence } from "./sentences.ts";
import type { CheckState, CockpitState } from "./state.ts";

/** One row of a panel as plain data; how it looks is the panel's business. */
export interface RowView {
  readonly id: string;
  readonly tag: string;
  readonly title: string;
  readonly status: Status;
  /** The last verdict behind a stale row. */
  readonly was: Verdict | undefined;
  /** A number for the value column. */
  readonly value: string | undefined;
  readonly words: string;
  /** What to do about a bad row. */
  readonly hint: string | undefined;
  /** The hint comes before rows that are ok. */
  readonly hintFirst?: true;
  /** Past values of the trend, oldest first; null where a sample is unknown. */
  readonly spark: readonly (number | null)[];
  readonly threshold: number | undefined;
  /** Only when it says something: selected, late, stale. */
  readonly age: string;
  /** Its look failed with the one whose answer it judges: its words only name that row. */
  readonly echo: boolean;
}

export interface RowOptions {
  readonly tag: boolean;
  readonly selected: boolean;
  readonly ages: boolean;
}

const SPARK = 16;

/** As of `state.now`: of a frozen screen it wants the shown state. At most 16 samples. */
export function selectRow(state: CockpitState, check: CheckState, options: RowOptions): RowView {
  const look = lookAt(state, check);
  const { plan } = check;
  const { value, words } = say(state, check, look);
  const showAge =
    look.reading !== undefined && (options.selected || options.ages || look.late || look.status === "stale");
  return {
    id: plan.id,
    tag: options.tag ? plan.tag : "",
    title: plan.title,
    status: look.status,
    was: look.status === "stale" ? look.reading?.verdict : undefined,
    value,
    words,
    hint: isBad(look.status) && look.reading ? hintOf(state, plan, look.reading) : undefined,
    ...(plan.actionFirst && { hintFirst: true }),
    spark: plan.trend === undefined || look.status === "unread" ? [] : samplesOf(check, plan.trend).slice(-SPARK),
    threshold: plan.threshold,
    age: showAge ? steppedAge(look.ageMs) : "",
    echo: look.reading?.outcome === "failed" && namesSource(state.checks, plan, look.reading),
  };
}

/** Stale and unread are not: what is so now is not known, which is told apart from what is bad. */
export function isBad(status: Status): boolean {
  return status === "fail" || status === "warn" || status === "unknown";
}

/** In steps of five seconds: an age that ticks each second costs a line of bytes each second. */
export function steppedAge(ageMs: number): string {
  if (ageMs < 5000) return "now";
  return shortDuration(ageMs < 60_000 ? Math.floor(ageMs / 5000) * 5000 : ageMs);
}

function say(state: CockpitState, check: CheckState, look: Look): Pick<RowView, "value" | "words"> {
  const { reading } = look;
  if (!reading) return { value: undefined, words: beforeFirst(state, check) };
  const plain = wordsOf(state, check, reading);
  if (look.status === "stale") return { value: undefined, words: `stale, was ${wasWords(check, reading, plain)}` };
  const number = numberOf(check, reading);
  if (number === undefined)
    return { value: undefined, words: isUncounted(check, reading) && plain !== "" ? `— ${plain}` : plain };
  return inUnit(number, check.plan.unit, withoutNumber(plain, number));
}

function beforeFirst(state: CockpitState, check: CheckState): string {
  if (check.phase === "running") return "looking…";
  if (check.plan.mode === "on-demand") return "on demand: c looks";
  const due = dueAt(state, check);
  return due === undefined ? "not read yet" : `first look in ${shortDuration(Math.max(1000, due - state.now))}`;
}

function wordsOf({ checks }: CockpitState, check: CheckState, reading: Reading): string {
  if (reading.outcome === "failed") return splitSentence(failureWords(checks, check.plan, reading)).first;
  const { first } = splitSentence(reading.summary);
  const short = reading.short === reading.summary ? first : reading.short;
  return fill(check.plan.row, { ...reading.facts, short, summary: reading.summary });
}

function wasWords(check: CheckState, reading: Reading, plain: string): string {
  const number = numberOf(check, reading);
  if (number === undefined) return plain === "" ? reading.verdict : plain;
  const { value, words } = inUnit(number, check.plan.unit, withoutNumber(plain, number));
  return `${value} ${words}`.trim();
}

/** A number that stands for "could not count" must not be read as a count. */
function numberOf(check: CheckState, reading: Reading): number | undefined {
  const { value } = check.plan;
  return value === undefined || reading.verdict === "unknown" ? undefined : (toldNumber(reading, value) ?? undefined);
}

/** Its number is not known, which the words say after a dash. */
function isUncounted({ plan }: CheckState, reading: Reading): boolean {
  if (plan.value === undefined || reading.outcome === "failed") return false;
  return reading.verdict === "unknown" || isSentinel(reading.facts[plan.value]);
}

/** The value column has the number already. */
function withoutNumber(words: string, value: number): string {
  for (const text of [String(value), compactNumber(value)])
    if (words === text || words.startsWith(`${text} `)) return words.slice(text.length).trimStart();
  return words;
}

/** Seconds of a minute and more are read as a duration, as all other times. */
function inUnit(number: number, unit: string | undefined, words: string): { value: string; words: string } {
  if (unit === "s" && number >= 60) return { value: exactDuration(number * 1000), words };
  return { value: compactNumber(number), words: withUnit(unit, words) };
}

function withUnit(unit: string | undefined, words: string): string {
  if (unit === undefined || words.includes(unit)) return words;
  return `${unit} ${words}`.trim();
}

/** What to do stands where the words of a failure stand: not at a row that names another one, nor while we are cut off. */
function hintOf(state: CockpitState, plan: CheckState["plan"], reading: Reading): string | undefined {
  const rest = (): string => withoutMissingRunbook(state, plan, splitSentence(reading.summary).rest).trim();
  if (reading.outcome === "observed") return rest() || undefined;
  if (plan.from !== undefined || isBlinded(reading)) return undefined;
  return (reading.failure.hint ?? rest()) || undefined;
}
