import type { CheckKind } from "../core/check.ts";
import { parseDuration } from "../core/duration.ts";
import { targetName } from "../core/params.ts";
import type { AlertPlan, CheckPlan, GoalPlan, SystemPlan } from "../core/plan.ts";
import type { Scalar } from "../core/reading.ts";
import { SecretText, type Text } from "../core/secret.ts";
import { parseDocuments, type SourceDocument } from "./document.ts";
import { ExpandError, expand, ITSELF, parseSecret, type Scope } from "./expand.ts";
import { explain, problem } from "./explain.ts";
import { type MergedSystem, mergeSystem, type ParsedDocument } from "./merge.ts";
import { panelProblems } from "./panel-problems.ts";
import { planChecks } from "./plan-checks.ts";
import { type NamedPlans, planNamed } from "./plan-named.ts";
import { planWatched } from "./plan-watched.ts";
import type { ConfigProblem } from "./problem.ts";
import { type LabStanza, labSchema, rightParts, type SystemDocument, systemSchema } from "./system-schema.ts";

/** A file that was read and parsed. Order is precedence: shipped, then the user's, then `--config`. */
export interface ConfigSource {
  readonly file: string;
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly ConfigProblem[];
  /** Systems of a shipped file are on offer; they are watched when a later file or the command line names them. */
  readonly shipped: boolean;
}

/** The text of a system file as a source. */
export function parseSource(file: string, text: string, shipped = false): ConfigSource {
  return { file, shipped, ...parseDocuments(file, text) };
}

export interface LoadRequest {
  readonly sources: readonly ConfigSource[];
  readonly kinds: readonly CheckKind[];
  /** Ids of the panels that rows may name. */
  readonly panels: readonly string[];
  /** Only these systems, shipped ones included; undefined: every system that a file of the user names. */
  readonly systems?: readonly string[] | undefined;
  readonly pace: number;
}

/** What the runbooks of a system may refer to. */
export interface Bindings {
  readonly scope: Scope;
  /** All layers, the upper ones over the lower: identity, commands, logs, goals. */
  readonly head: SystemDocument;
  /** Its commands and logs, ready to be run and read. */
  readonly named: NamedPlans;
}

export interface Config {
  readonly systems: readonly SystemPlan[];
  /** By id of the system. */
  readonly bindings: ReadonlyMap<string, Bindings>;
  readonly plans: readonly CheckPlan[];
  readonly alerts: readonly AlertPlan[];
  readonly goals: readonly GoalPlan[];
  readonly problems: readonly ConfigProblem[];
}

/** Reads, checks, merges and plans. Never throws for what a file says: every mistake is a problem with a place. */
export function loadConfig(request: LoadRequest): Config {
  const { sources, panels } = request;
  const read = sources.flatMap((source) => readSource(source, panels));
  const layersOf = (id: string): ParsedDocument[] =>
    read.flatMap(({ document, spec }) => (spec?.system === id ? [{ document, spec }] : []));
  const named = new Set(read.flatMap(({ shipped, spec }) => (shipped || !spec ? [] : [spec.system])));
  const partial = new Set(read.flatMap((one) => (one.partial && one.spec ? [one.spec.system] : [])));
  const planned = (request.systems ?? [...named]).map((id) => {
    const system = planSystem(layersOf(id), request);
    return partial.has(id) ? { ...system, problems: system.problems.filter((one) => !isEcho(one)) } : system;
  });
  return {
    systems: planned.flatMap((one) => one.system ?? []),
    bindings: new Map(planned.flatMap(({ system, bindings }) => (system && bindings ? [[system.id, bindings]] : []))),
    plans: planned.flatMap((one) => one.plans),
    alerts: planned.flatMap((one) => one.alerts),
    goals: planned.flatMap((one) => one.goals),
    problems: inOrder([...sources, ...read, ...planned].flatMap((one) => one.problems)),
  };
}

/** As they stand in each file, whatever found them. */
function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  return problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

/** What is missing only because a wrong part was left out is no mistake of its own. */
function isEcho({ message }: ConfigProblem): boolean {
  return /^(system \S+ has no |no check "|no "[^"]+" under (commands|logs)$)|^\$\{(vars|secrets)[.]/.test(message);
}

/** The claim of a lab's overlay to be one, before anything else of it is believed. */
export function findLab(sources: readonly ConfigSource[]): LabStanza | undefined {
  const documents = sources.flatMap((source) => source.documents);
  return documents.map((document) => labSchema.safeParse(document.value)).find((parsed) => parsed.success)?.data?.lab;
}

interface ReadDocument {
  readonly document: SourceDocument;
  readonly shipped: boolean;
  readonly problems: readonly ConfigProblem[];
  readonly spec?: SystemDocument;
  /** Parts of it were wrong and are left out. */
  readonly partial?: true;
}

function readSource({ documents, shipped }: ConfigSource, panels: readonly string[]): ReadDocument[] {
  return documents.map((document) => ({ document, shipped, ...readDocument(document, shipped, panels) }));
}

function readDocument(
  document: SourceDocument,
  shipped: boolean,
  panels: readonly string[],
): Pick<ReadDocument, "problems" | "spec" | "partial"> {
  const { value } = document;
  // A shipped file was checked against the schema by the tests of this build.
  if (shipped) return { problems: [], spec: value as SystemDocument };
  if (value === null || value === undefined) return { problems: [] };
  if (typeof value === "object" && "lab" in value) {
    const parsed = labSchema.safeParse(value);
    return { problems: parsed.success ? [] : explain(parsed.error.issues, document, []) };
  }
  const parsed = systemSchema.safeParse(value);
  const misplaced = panelProblems(document, panels);
  if (parsed.success) return { problems: misplaced, spec: parsed.data };
  const right = typeof value === "object" ? rightParts(value) : undefined;
  return {
    problems: [...explain(parsed.error.issues, document, [], systemSchema), ...misplaced],
    ...(right && { spec: right, partial: true }),
  };
}

interface PlannedSystem extends Pick<Config, "plans" | "alerts" | "goals" | "problems"> {
  readonly system: SystemPlan | undefined;
  readonly bindings?: Bindings;
}

function planSystem(layers: readonly ParsedDocument[], request: LoadRequest): PlannedSystem {
  const merged = mergeSystem(layers);
  if (!merged) return { system: undefined, plans: [], alerts: [], goals: [], problems: [] };
  const { system } = merged;
  const missing = (["title", "tag", "environment"] as const).filter((name) => system.head[name] === undefined);
  const incomplete = missing.map((name) =>
    problem(system.first, ["system"], `system ${system.id} has no ${name}`, `write ${name}: …`),
  );
  const none = system.checks.size === 0 ? [problem(system.first, ["system"], `system ${system.id} has no checks`)] : [];
  const { scope, problems } = scopeOf(system);
  const { named, problems: misnamed } = planNamed(system, scope);
  const planned = planChecks({ system, scope, named, kinds: request.kinds, pace: request.pace });
  const watched = planWatched({ system, scope, pace: request.pace, plans: planned.plans });
  const { alerts, goals } = watched;
  return {
    plans: planned.plans,
    alerts,
    goals,
    bindings: { scope, head: system.head, named },
    problems: [
      ...merged.problems,
      ...incomplete,
      ...none,
      ...problems,
      ...misnamed,
      ...planned.problems,
      ...watched.problems,
    ],
    system: {
      id: system.id,
      title: system.head.title ?? system.id,
      tag: system.head.tag ?? system.id.slice(0, 2),
      environment: system.head.environment ?? "unknown",
      locked: system.head.locked === true,
      ...(system.head.hidden && { hidden: system.head.hidden }),
      budgets: system.budgets.map(({ value }) => ({
        target: targetName(expand(value.target, scope) as Text),
        perMs: (parseDuration(value.per) ?? 60_000) / request.pace,
        requests: value.requests,
      })),
    },
  };
}

/** Vars that are made of themselves. They are emptied, so that they are told once and not wherever they are used. */
function circles(system: MergedSystem, vars: Record<string, Scalar>): ConfigProblem[] {
  const scope = { vars: { ...vars }, secrets: {} };
  return [...system.vars].flatMap(([name, { value, document, path }]) => {
    if (!refersToItself(value, scope)) return [];
    vars[name] = "";
    return [problem(document, path, `\${vars.${name}} is made of itself`, "write its value in one of these vars")];
  });
}

function refersToItself(value: Scalar, scope: Scope): boolean {
  try {
    expand(value, scope);
    return false;
  } catch (error) {
    if (!(error instanceof ExpandError)) throw error;
    return error.message.endsWith(ITSELF);
  }
}

function scopeOf(system: MergedSystem): { readonly scope: Scope; readonly problems: readonly ConfigProblem[] } {
  const vars: Record<string, Scalar> = {};
  for (const [name, said] of system.vars) vars[name] = said.value;
  const secrets: Record<string, SecretText> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, said] of system.secrets) {
    const place = `${said.document.file}:${said.document.locate(said.path).line}`;
    try {
      secrets[name] = parseSecret(name, said.value, place);
    } catch (error) {
      if (!(error instanceof ExpandError)) throw error;
      problems.push(problem(said.document, said.path, error.message, error.hint));
      secrets[name] = new SecretText([]);
    }
  }
  return { scope: { vars, secrets }, problems: [...problems, ...circles(system, vars)] };
}
