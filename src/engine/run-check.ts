import { blinded } from "../core/blinded.ts";
import { toFailure, verdictOfFailure } from "../core/check-error.ts";
import type { Clients } from "../core/clients.ts";
import type { Clock } from "../core/clock.ts";
import { growthFacts } from "../core/growth-facts.ts";
import { tame } from "../core/hostile-text.ts";
import { judge } from "../core/judge.ts";
import type { CheckPlan } from "../core/plan.ts";
import { type CheckFailure, type Fact, type Facts, isTable, type Reading, type Verdict } from "../core/reading.ts";
import { type SecretReference, SecretText } from "../core/secret.ts";
import type { Sample } from "../core/test-context.ts";
import { isSentinel } from "../core/told-facts.ts";

export interface LookDeps {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly pace: number;
  /** Replaces every known secret value in a text by dots. */
  readonly redact: (text: string) => string;
  /** Past values of a check's fact, oldest first, without the present one. */
  readonly samples: (checkId: string, fact: string) => readonly Sample[];
  /** The last fresh verdict of a check. */
  readonly verdictOf: (checkId: string) => Verdict | undefined;
  /** A fact of a check's last reading, where that is fresh. */
  readonly factOf: (checkId: string, fact: string) => Fact | undefined;
  /** Whether this failure says nothing about the target, since this machine is cut off. */
  readonly blinds: (plan: CheckPlan, failure: CheckFailure) => boolean;
}

/** A look that lasts so much longer than it may was slept through, by a process that was stopped or a machine that slept. */
const SLEPT_MS = 2000;
const TRACE_LINES = 40;
const TRACE_LENGTH = 4000;

/** Looks once. Never throws and always settles within `timeoutMs`, even when the probe ignores its signal. */
export async function runCheck(plan: CheckPlan, seq: number, stop: AbortSignal, deps: LookDeps): Promise<Reading> {
  const at = deps.clock.now();
  const began = deps.clock.mono();
  const trace: string[] = [];
  const note = (line: string): void => {
    if (trace.length < TRACE_LINES) trace.push(tame(deps.redact(line), TRACE_LENGTH));
  };
  const looked = await look(plan, stop, note, deps);
  const base = { checkId: plan.id, seq, at, tookMs: Math.round(deps.clock.mono() - began), trace };
  return "facts" in looked ? seen(base, plan, looked.facts, deps) : unseen(base, plan, looked.failure, deps);
}

/** What another check's answer means by this plan's rules; no look of its own. */
export function rejudge(plan: CheckPlan, seq: number, source: Reading, deps: LookDeps): Reading {
  const base = { checkId: plan.id, seq, at: source.at, tookMs: source.tookMs, trace: source.trace };
  if (source.outcome === "failed") return unseen(base, plan, source.failure, deps);
  const facts = plan.pick ? picked(source.facts, plan.pick) : source.facts;
  return seen(base, plan, facts, deps);
}

/** The facts of a source, its tables replaced by the columns of the one row that is asked for. */
function picked(facts: Facts, pick: NonNullable<CheckPlan["pick"]>): Facts {
  const wanted = Object.entries(pick);
  const scalars = Object.entries(facts).filter(([, fact]) => !isTable(fact));
  const rows = Object.values(facts).flatMap((fact) => (isTable(fact) ? fact.rows : []));
  const row = rows.find((candidate) => wanted.every(([column, value]) => candidate[column] === value));
  return { ...Object.fromEntries(scalars), ...row };
}

type Looked = { readonly facts: Facts } | { readonly failure: CheckFailure };

async function look(
  plan: CheckPlan,
  stop: AbortSignal,
  trace: (line: string) => void,
  deps: LookDeps,
): Promise<Looked> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(stop.reason);
  if (stop.aborted) abort();
  stop.addEventListener("abort", abort, { once: true });
  let timedOut = false;
  const began = deps.clock.mono();
  const cancelTimer = deps.clock.after(plan.timeoutMs, () => {
    timedOut = true;
    controller.abort(new Error("deadline"));
  });
  try {
    const { params, kind } = plan;
    const seen = (check: string, fact: string) => deps.factOf(`${plan.system}/${check}`, fact);
    const verdictOf = (check: string) => deps.verdictOf(`${plan.system}/${check}`);
    const { clients, clock, pace } = deps;
    const context = { params, clients, clock, pace, trace, seen, verdictOf };
    const facts = await raceAbort(async () => kind.run(context, controller.signal), controller.signal);
    return { facts: redactFacts(facts, deps.redact) };
  } catch (thrown) {
    if (stop.aborted) return { failure: { kind: "aborted", message: "stopped: opsdeck is closing" } };
    if (deps.clock.mono() - began > plan.timeoutMs + SLEPT_MS)
      return { failure: { kind: "aborted", message: "opsdeck was stopped meanwhile, and looks again" } };
    if (timedOut)
      return { failure: { kind: "timeout", message: `no answer from ${plan.target} in ${seconds(plan.timeoutMs)}` } };
    return { failure: redactFailure(withSecrets(toFailure(thrown), plan), deps.redact) };
  } finally {
    cancelTimer();
    stop.removeEventListener("abort", abort);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}

function judged(plan: CheckPlan, looked: Facts, deps: LookDeps) {
  const { pace } = deps;
  const now = deps.clock.now();
  const present = (fact: string): Sample => {
    const value = looked[fact];
    return { at: now, value: typeof value === "number" && !isSentinel(value) ? value : null };
  };
  const samples = (fact: string): readonly Sample[] => [...deps.samples(plan.id, fact), present(fact)];
  const facts = plan.growth ? { ...looked, ...growthFacts(plan.growth, { now, pace, samples }) } : looked;
  const verdictOf = (check: string) => deps.verdictOf(`${plan.system}/${check}`);
  return { ...judge(plan.judge, { facts, now, pace, samples, verdictOf }), facts };
}

type Base = Pick<Reading, "checkId" | "seq" | "at" | "tookMs" | "trace">;

/** Facts that the rules choke on are opsdeck's fault: the check says so and is looked at again. */
function seen(base: Base, plan: CheckPlan, facts: Facts, deps: LookDeps): Reading {
  try {
    return { ...base, ...judged(plan, facts, deps), outcome: "observed" };
  } catch (thrown) {
    return unseen(base, plan, redactFailure(toFailure(thrown), deps.redact), deps);
  }
}

function unseen(base: Base, plan: CheckPlan, thrown: CheckFailure, deps: LookDeps): Reading {
  const failure = advised(thrown, plan);
  const said = plan.kind.secondhand ? { ...failed(failure), verdict: "unknown" as const } : failed(failure);
  const reading = { ...base, ...said, outcome: "failed" as const, failure };
  return deps.blinds(plan, failure) ? blinded(reading) : reading;
}

const UNREADABLE = "what answers there is not what this check reads: its detail shows the answer";

/** A target that cannot be reached says nothing itself: what to do then stands in the system file. */
function advised(failure: CheckFailure, { whenFailed }: CheckPlan): CheckFailure {
  if (failure.hint !== undefined) return failure;
  const silent = verdictOfFailure(failure.kind) === "fail";
  const hint = silent ? whenFailed : failure.kind === "parse" ? UNREADABLE : undefined;
  return hint === undefined ? failure : { ...failure, hint };
}

function failed(failure: CheckFailure) {
  const { message, hint = "" } = failure;
  return {
    verdict: verdictOfFailure(failure.kind),
    summary: hint === "" ? message : `${message}. ${hint.charAt(0).toUpperCase()}${hint.slice(1)}`,
    short: withoutPlace(failure),
    rule: -1,
  };
}

/** Why first: a narrow row cuts its end. */
function withoutPlace({ message, place }: CheckFailure): string {
  return place !== undefined && message.startsWith(place) ? message.slice(place.length).replace(/^:? /, "") : message;
}

/** A refused login proves that our secret is wrong: the hint names the secrets that the look used, and their places. */
function withSecrets(failure: CheckFailure, plan: CheckPlan): CheckFailure {
  const used = failure.kind === "auth" ? referencesIn(plan.params) : [];
  if (used.length === 0) return failure;
  const named = [...new Set(used.map(({ source, place }) => `${source} (${place})`))].join(", ");
  const sources = [...new Set(used.map(({ source }) => source))].join(", ");
  return { ...failure, message: `${sources} refused: ${failure.message}`, hint: `check ${named}` };
}

function referencesIn(value: unknown): SecretReference[] {
  if (value instanceof SecretText) return value.parts.filter((part) => typeof part !== "string");
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

function redactFailure(failure: CheckFailure, redact: (text: string) => string): CheckFailure {
  return {
    ...failure,
    message: tame(redact(failure.message), 300),
    ...(failure.hint !== undefined && { hint: tame(redact(failure.hint), 300) }),
  };
}

function redactFacts(facts: Facts, redact: (text: string) => string): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [redact(name), redactFact(fact, redact)]));
}

function redactFact(fact: Fact, redact: (text: string) => string): Fact {
  if (typeof fact === "string") return tame(redact(fact));
  if (!isTable(fact)) return fact;
  const rows = fact.rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, typeof cell === "string" ? tame(redact(cell)) : cell]),
    ),
  );
  return { ...fact, rows };
}

/** Settles when the work does or when the signal aborts, whichever is first; a late failure of the work is swallowed. */
function raceAbort<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) {
      leave();
      return;
    }
    signal.addEventListener("abort", leave, { once: true });
    work().then(resolve, reject);
  });
}
