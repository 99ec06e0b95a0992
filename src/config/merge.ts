import { parseDuration } from "../core/duration.ts";
import type { SourceDocument } from "./document.ts";
import { problem } from "./explain.ts";
import type { ConfigProblem } from "./problem.ts";
import type { CheckSpec, SystemDocument } from "./system-schema.ts";

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
  readonly budgets: readonly Said<NonNullable<SystemDocument["budgets"]>[number]>[];
}

export interface ParsedDocument {
  readonly document: SourceDocument;
  readonly spec: SystemDocument;
}

/** Lays documents of one system over each other in order: vars and secrets by key, checks by id, the rest by field. */
export function mergeSystem(
  layers: readonly ParsedDocument[],
): { readonly system: MergedSystem; readonly problems: readonly ConfigProblem[] } | undefined {
  const bottom = layers[0];
  if (!bottom) return undefined;
  const problems: ConfigProblem[] = [];
  const vars = new Map<string, Said<string | number | boolean | null>>();
  const secrets = new Map<string, Said<string>>();
  const checks = new Map<string, Said<CheckSpec>>();
  let head: SystemDocument = { system: bottom.spec.system };
  let budgets: MergedSystem["budgets"] = [];
  for (const { document, spec } of layers) {
    const said = <T>(value: T, ...path: (string | number)[]): Said<T> => ({ value, document, path });
    for (const [name, value] of Object.entries(spec.vars ?? {})) vars.set(name, said(value, "vars", name));
    for (const [name, value] of Object.entries(spec.secrets ?? {})) secrets.set(name, said(value, "secrets", name));
    problems.push(...layChecks(checks, document, spec));
    if (spec.budgets) budgets = spec.budgets.map((budget, index) => said(budget, "budgets", index));
    head = { ...head, ...spec, locked: head.locked === true || spec.locked === true };
  }
  return { system: { id: bottom.spec.system, head, first: bottom.document, vars, secrets, checks, budgets }, problems };
}

function layChecks(
  checks: Map<string, Said<CheckSpec>>,
  document: SourceDocument,
  spec: SystemDocument,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const here = new Set<string>();
  for (const [index, value] of (spec.checks ?? []).entries()) {
    if (value === undefined) continue;
    const said = { value, document, path: ["checks", index] };
    const below = checks.get(value.id)?.value;
    if (here.has(value.id)) {
      problems.push(problem(document, [...said.path, "id"], `the id "${value.id}" is there twice`, "rename one"));
    } else if (below) problems.push(...weakened(said, below));
    here.add(value.id);
    checks.set(value.id, said);
  }
  return problems;
}

/** What an overlay may not do to a check below it: look oftener than its floor, or hide what a look does. */
function weakened({ value, document, path }: Said<CheckSpec>, below: CheckSpec): ConfigProblem[] {
  const at = (key: "floor" | "effect") => [...path, value[key] === undefined ? "id" : key];
  const problems: ConfigProblem[] = [];
  if (milliseconds(value.floor) < milliseconds(below.floor)) {
    const hint = `write floor: ${below.floor} or more`;
    problems.push(problem(document, at("floor"), "an overlay may raise a floor, never lower it", hint));
  }
  if (rank(value.effect) < rank(below.effect)) {
    const hint = `write effect: ${below.effect}`;
    problems.push(problem(document, at("effect"), "an overlay may not take an effect away", hint));
  }
  return problems;
}

function milliseconds(text: string | undefined): number {
  return parseDuration(text ?? "0s") ?? 0;
}

function rank(effect: CheckSpec["effect"]): number {
  return ["none", "notifies", "writes"].indexOf(effect ?? "none");
}
