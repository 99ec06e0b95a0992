import { parseDuration } from "../core/duration.ts";
import type { SourceDocument } from "./document.ts";
import { problem } from "./explain.ts";
import type { ConfigProblem } from "./problem.ts";
import type { AlertSpec, CheckSpec, CommandSpec, GoalSpec, LogSpec, SystemDocument } from "./system-schema.ts";

/** A value and the document that said it last. */
export interface Said<T> {
  readonly value: T;
  readonly document: SourceDocument;
  readonly path: readonly (string | number)[];
}

/** A system after all overlays, each part with the document it came from. */
export interface MergedSystem {
  readonly id: string;
  readonly head: SystemDocument;
  readonly first: SourceDocument;
  readonly vars: ReadonlyMap<string, Said<string | number | boolean | null>>;
  readonly secrets: ReadonlyMap<string, Said<string>>;
  readonly checks: ReadonlyMap<string, Said<CheckSpec>>;
  readonly alerts: ReadonlyMap<string, Said<AlertSpec>>;
  readonly goals: ReadonlyMap<string, Said<GoalSpec>>;
  readonly commands: ReadonlyMap<string, Said<CommandSpec>>;
  readonly logs: ReadonlyMap<string, Said<LogSpec>>;
  /** Of all documents: each of them holds. */
  readonly budgets: readonly Said<BudgetSpec>[];
}

type BudgetSpec = NonNullable<SystemDocument["budgets"]>[number];

export interface ParsedDocument {
  readonly document: SourceDocument;
  readonly spec: SystemDocument;
}

/**
 * Lays documents of one system over each other in order: vars, secrets, commands and logs by key, checks, alerts and goals by
 * id, budgets beside each other, the rest by field.
 */
export function mergeSystem(
  layers: readonly ParsedDocument[],
): { readonly system: MergedSystem; readonly problems: readonly ConfigProblem[] } | undefined {
  const bottom = layers[0];
  if (!bottom) return undefined;
  const problems: ConfigProblem[] = [];
  const vars = new Map<string, Said<string | number | boolean | null>>();
  const secrets = new Map<string, Said<string>>();
  const checks = new Map<string, Said<CheckSpec>>();
  const alerts = new Map<string, Said<AlertSpec>>();
  const goals = new Map<string, Said<GoalSpec>>();
  const commands = new Map<string, Said<CommandSpec>>();
  const logs = new Map<string, Said<LogSpec>>();
  let head: SystemDocument = { system: bottom.spec.system };
  const budgets: Said<BudgetSpec>[] = [];
  for (const { document, spec } of layers) {
    const said = <T>(value: T, ...path: (string | number)[]): Said<T> => ({ value, document, path });
    layNamed(vars, spec.vars, (value, name) => said(value, "vars", name));
    layNamed(secrets, spec.secrets, (value, name) => said(value, "secrets", name));
    layNamed(commands, spec.commands, (value, name) => said(value, "commands", name));
    layNamed(logs, spec.logs, (value, name) => said(value, "logs", name));
    problems.push(...layById(checks, { document, key: "checks", given: spec.checks }, weakened));
    problems.push(...layById(alerts, { document, key: "alerts", given: spec.alerts }));
    problems.push(...layById(goals, { document, key: "goals", given: spec.goals }));
    const own = (spec.budgets ?? []).map((budget, index) => said(budget, "budgets", index));
    problems.push(...own.flatMap((budget) => raised(budget, budgets)));
    budgets.push(...own);
    head = {
      ...head,
      ...spec,
      locked: head.locked === true || spec.locked === true,
      ...hiddenOf(head, spec),
      commands: { ...head.commands, ...spec.commands },
      logs: { ...head.logs, ...spec.logs },
    };
  }
  const named = { vars, secrets, checks, alerts, goals, commands, logs, budgets };
  return { system: { id: bottom.spec.system, head, first: bottom.document, ...named }, problems };
}

/** An overlay hides more, never less. */
function hiddenOf(below: SystemDocument, above: SystemDocument): Pick<SystemDocument, "hidden"> {
  const hidden = [...new Set([...(below.hidden ?? []), ...(above.hidden ?? [])])];
  return hidden.length === 0 ? {} : { hidden };
}

function layNamed<T>(
  into: Map<string, Said<T>>,
  given: Readonly<Record<string, T>> | undefined,
  said: (value: T, name: string) => Said<T>,
): void {
  for (const [name, value] of Object.entries(given ?? {})) into.set(name, said(value, name));
}

interface Layer<T> {
  readonly document: SourceDocument;
  readonly key: string;
  /** A hole where an entry was wrong. */
  readonly given: readonly (T | undefined)[] | undefined;
}

/** What has an id replaces what has the same id below it, whole. */
function layById<T extends { readonly id: string }>(
  into: Map<string, Said<T>>,
  { document, key, given = [] }: Layer<T>,
  forbidden: (said: Said<T>, below: T) => ConfigProblem[] = () => [],
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const here = new Set<string>();
  for (const [index, value] of given.entries()) {
    if (value === undefined) continue;
    const said = { value, document, path: [key, index] };
    const below = into.get(value.id)?.value;
    const isTwice = here.has(value.id);
    if (isTwice) {
      problems.push(problem(document, [...said.path, "id"], `the id "${value.id}" is there twice`, "rename one"));
    } else if (below) problems.push(...forbidden(said, below));
    here.add(value.id);
    // Both are kept, so that the mistakes of both are told.
    into.set(isTwice ? `${value.id} at ${key}/${index}` : value.id, said);
  }
  return problems;
}

/** What an overlay may not do to a budget below it: let more through, or as much in a shorter time. It would not hold. */
function raised({ value, document, path }: Said<BudgetSpec>, all: readonly Said<BudgetSpec>[]): ConfigProblem[] {
  const below = all.map((one) => one.value).filter(({ target }) => target === value.target);
  const isLower = ({ per, requests }: BudgetSpec) =>
    value.requests <= requests && milliseconds(value.per) >= milliseconds(per);
  const [first] = below;
  if (!first || below.some(isLower)) return [];
  const hint = `write requests: ${first.requests} or fewer, per: ${first.per} or longer`;
  return [problem(document, [...path, "requests"], "an overlay may lower a budget, never raise it", hint)];
}

/** What an overlay may not do to a check below it: look oftener than its floors, or hide what a look does. */
function weakened({ value, document, path }: Said<CheckSpec>, below: CheckSpec): ConfigProblem[] {
  const at = (key: "floor" | "on-demand-floor" | "effect") => [...path, value[key] === undefined ? "id" : key];
  const problems: ConfigProblem[] = [];
  if (milliseconds(value.floor) < milliseconds(below.floor)) {
    const hint = `write floor: ${below.floor} or more`;
    problems.push(problem(document, at("floor"), "an overlay may raise a floor, never lower it", hint));
  }
  if (handFloor(value) < handFloor(below)) {
    const hint = `write on-demand-floor: ${below["on-demand-floor"] ?? "60s"} or more`;
    problems.push(problem(document, at("on-demand-floor"), "an overlay may raise a floor, never lower it", hint));
  }
  if (rank(value.effect) < rank(below.effect)) {
    const hint = `write effect: ${below.effect}`;
    problems.push(problem(document, at("effect"), "an overlay may not take an effect away", hint));
  }
  return problems;
}

/** The least time between two looks by hand, also where only the floor of the schedule tells it. */
export function handFloor(check: Pick<CheckSpec, "floor" | "on-demand-floor">): number {
  return parseDuration(check["on-demand-floor"] ?? "") ?? Math.min(milliseconds(check.floor), 60_000);
}

function milliseconds(text: string | undefined): number {
  return parseDuration(text ?? "0s") ?? 0;
}

function rank(effect: CheckSpec["effect"]): number {
  return ["none", "notifies", "writes"].indexOf(effect ?? "none");
}
