import { compare } from "./compare.ts";
import { shortDuration } from "./duration.ts";
import { evaluateTable } from "./evaluate-table.ts";
import { growth, rateOf, windowMs } from "./growth.ts";
import type { Fact } from "./reading.ts";
import type { AgeTest, FlatTest, LogicTest, NewerTest, RateTest, RatioTest, Test, VerdictTest } from "./test.ts";
import type { TestContext } from "./test-context.ts";
import { every, negate, some, type Truth } from "./truth.ts";

/** Tells whether a test holds: true, false, or unknown with the reason. Total. */
export function evaluate(test: Test, context: TestContext): Truth {
  if (context.unread !== undefined && readsFacts(test)) return { unknown: context.unread };
  if ("table" in test) return evaluateTable(test, context, evaluate);
  if ("missing" in test) return isMissing(context.facts[test.fact]);
  if ("older-than" in test || "younger-than" in test) return evaluateAge(test, context);
  if ("newer-than-step" in test) return isNewer(test, context);
  if ("fact" in test) return compare(test.fact, context.facts[test.fact], test);
  if ("ratio" in test) return evaluateRatio(test, context);
  if ("rate" in test) return evaluateRate(test, context);
  if ("flat" in test) return evaluateFlat(test, context);
  if ("verdict" in test) return evaluateVerdict(test, context);
  return evaluateLogic(test, context);
}

/** Whether the test itself, not a part of it, looks at a fact. */
function readsFacts(test: Test): boolean {
  return ["fact", "table", "ratio", "rate", "flat"].some((name) => name in test);
}

function evaluateLogic(test: LogicTest, context: TestContext): Truth {
  if ("all" in test) return every(test.all.map((part) => evaluate(part, context)));
  if ("any" in test) return some(test.any.map((part) => evaluate(part, context)));
  return negate(evaluate(test.not, context));
}

function isMissing(fact: Fact | undefined): boolean {
  return fact === undefined || fact === null;
}

/**
 * How far another machine's clock may be ahead of ours: clocks that are kept by NTP agree within a second, and no window of
 * a rule is so short that ten seconds turn it. What is further ahead has no age.
 */
const AHEAD_MS = 10_000;

function evaluateAge(test: AgeTest, context: TestContext): Truth {
  const at = timeOf(context.facts[test.fact]);
  if (at === undefined) return { unknown: `${test.fact} is not a time` };
  const age = context.now - at;
  if ("older-than" in test) return aheadOf(test.fact, at, context) ?? age > windowMs(test["older-than"], context);
  const window = windowMs(test["younger-than"], context);
  // Younger than nothing asks whether the time lies ahead.
  return (window > 0 ? aheadOf(test.fact, at, context) : undefined) ?? age < window;
}

function aheadOf(fact: string, at: number, { now }: TestContext): Truth | undefined {
  const ahead = at - now;
  if (ahead <= AHEAD_MS) return undefined;
  return { unknown: `${fact} is ${shortDuration(ahead)} ahead of this machine's clock. Compare the clocks.` };
}

function isNewer(test: NewerTest, context: TestContext): Truth {
  const at = timeOf(context.facts[test.fact]);
  const end = context.endOf?.(test["newer-than-step"]);
  if (at === undefined) return { unknown: `${test.fact} is not a time` };
  if (end === undefined) return { unknown: `the step ${test["newer-than-step"]} has not ended` };
  return aheadOf(test.fact, at, context) ?? at > end;
}

/** ISO text, epoch seconds or epoch milliseconds as milliseconds. Numbers under 10^11 are seconds (until the year 5138). */
export function timeOf(fact: Fact | undefined): number | undefined {
  if (typeof fact === "number")
    return Number.isFinite(fact) && fact > 0 ? (fact < 1e11 ? fact * 1000 : fact) : undefined;
  if (typeof fact !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(fact)) return undefined;
  const parsed = Date.parse(fact);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function evaluateRatio(test: RatioTest, context: TestContext): Truth {
  const [top, bottom] = test.ratio.map((name) => context.facts[name]);
  if (typeof top !== "number" || typeof bottom !== "number")
    return { unknown: `${test.ratio.join(" of ")}: not counted` };
  if (top < 0 || bottom < 0) return { unknown: `${test.ratio.join(" of ")}: ${top} of ${bottom} is not counted` };
  if (bottom === 0) return { unknown: `${top} of 0: no ratio yet` };
  const least = test["of-at-least"];
  if (least !== undefined && bottom < least)
    return { unknown: `${top} of ${bottom}: fewer than ${least}, no ratio yet` };
  return compare(test.ratio.join("/"), top / bottom, test);
}

function evaluateRate(test: RateTest, context: TestContext): Truth {
  const rate = rateOf(test, context);
  if (typeof rate !== "number") return { unknown: `${test.rate} ${rate.unknown}` };
  return compare(`${test.rate} per ${test.per}`, rate, test);
}

function evaluateFlat(test: FlatTest, context: TestContext): Truth {
  const grown = growth(context.samples(test.flat), context.now, windowMs(test.over, context), context.gapMs);
  if (!("unknown" in grown)) return grown.to.value === grown.from.value;
  const samples = context.samples(test.flat).filter((sample) => sample.value !== null);
  const last = samples.at(-1)?.value;
  const before = samples.at(-2)?.value;
  if (typeof last === "number" && typeof before === "number" && last > before) return false;
  return { unknown: `${test.flat} ${grown.unknown}` };
}

function evaluateVerdict(test: VerdictTest, context: TestContext): Truth {
  const verdict = context.verdictOf(test.verdict);
  if (verdict === undefined) return { unknown: `${test.verdict} has no fresh reading` };
  if (verdict === "unknown" && !test.in.includes(verdict)) return { unknown: `${test.verdict} is unknown` };
  return test.in.includes(verdict);
}
