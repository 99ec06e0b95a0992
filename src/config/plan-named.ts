import type { CheckKind } from "../core/check.ts";
import { parseDuration } from "../core/duration.ts";
import type { CommandPlan, LogPlan, Named } from "../core/named.ts";
import { nearest } from "../core/nearest.ts";
import { SecretText, type Text } from "../core/secret.ts";
import type { Path } from "./document.ts";
import { ExpandError, expand, expandPlain, type Scope } from "./expand.ts";
import { problem } from "./explain.ts";
import type { MergedSystem, Said } from "./merge.ts";
import type { ConfigProblem } from "./problem.ts";
import type { CheckSpec, CommandSpec, LogSpec } from "./system-schema.ts";

/** The commands and logs of a system by name. An entry that is wrong is there as undefined: it was complained of once. */
export interface NamedPlans {
  readonly commands: ReadonlyMap<string, CommandPlan | undefined>;
  readonly logs: ReadonlyMap<string, LogPlan | undefined>;
}

/** How long a command that gives a log may run. */
const LOG_COMMAND_MS = 30_000;

/** Plans what a system file names once and its checks and runbooks refer to. All mistakes at once. */
export function planNamed(
  system: MergedSystem,
  scope: Scope,
): { readonly named: NamedPlans; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const planAll = <S, P>(entries: ReadonlyMap<string, Said<S>>, plan: (name: string, spec: S) => P) =>
    new Map([...entries].map(([name, said]) => [name, attempt(said, () => plan(name, said.value), problems)] as const));
  const named = {
    commands: planAll(system.commands, (name, spec) => commandPlan(name, spec, scope)),
    logs: planAll(system.logs, (name, spec) => logPlan(name, spec, scope)),
  };
  return { named, problems };
}

function attempt<P>(said: Said<unknown>, plan: () => P, problems: ConfigProblem[]): P | undefined {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof ExpandError)) throw error;
    problems.push(problem(said.document, said.path, error.message));
    return undefined;
  }
}

function commandPlan(name: string, { argv, env, timeout, attempts }: CommandSpec, scope: Scope): CommandPlan {
  return {
    name,
    argv: argvOf(argv, scope),
    env: texts(env, scope),
    timeoutMs: parseDuration(timeout) ?? 0,
    attempts: attempts ?? 1,
  };
}

function logPlan(name: string, spec: LogSpec, scope: Scope): LogPlan {
  if ("file" in spec) return { name, file: String(expandPlain(spec.file, scope)) };
  if ("url" in spec) return { name, url: textOf(expand(spec.url, scope)), headers: texts(spec.headers, scope) };
  return {
    name,
    command: {
      name,
      argv: argvOf(spec.argv, scope),
      env: texts(spec.env, scope),
      timeoutMs: LOG_COMMAND_MS,
      attempts: 1,
    },
  };
}

function argvOf(argv: readonly string[], scope: Scope): [string, ...string[]] {
  if (argv.some((word) => word.includes("${secrets."))) {
    throw new ExpandError("argv holds a secret, and everybody on this machine can read argv: give it under env");
  }
  return expandPlain(argv, scope).map(String) as [string, ...string[]];
}

function texts(values: Readonly<Record<string, string>> | undefined, scope: Scope): Record<string, Text> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, textOf(expand(value, scope))]));
}

function textOf(value: unknown): Text {
  return value instanceof SecretText ? value : String(value ?? "");
}

type Resolved =
  | { readonly params: Readonly<Record<string, unknown>> }
  | { readonly problems: readonly ConfigProblem[] };

/** Puts the plans of commands and logs in the place of their names, as the kind declares it. */
export function resolveNames(looked: Said<CheckSpec>, kind: CheckKind, params: object, named: NamedPlans): Resolved {
  const resolved: Record<string, unknown> = { ...params };
  const problems: ConfigProblem[] = [];
  let complete = true;
  for (const [parameter, where] of Object.entries(kind.names ?? {})) {
    const name = resolved[parameter];
    if (name === undefined) continue;
    const plans: ReadonlyMap<string, CommandPlan | LogPlan | undefined> = named[where];
    const plan = typeof name === "string" ? plans.get(name) : undefined;
    if (plan) resolved[parameter] = plan;
    else {
      complete = false;
      problems.push(...unknownName(looked, parameter, { name, where, known: [...plans.keys()] }));
    }
  }
  return complete ? { params: resolved } : { problems };
}

interface Unknown {
  readonly name: unknown;
  readonly where: Named;
  readonly known: readonly string[];
}

function unknownName(looked: Said<CheckSpec>, parameter: string, { name, where, known }: Unknown): ConfigProblem[] {
  const path: Path = [...looked.path, "with", parameter];
  if (typeof name !== "string")
    return [
      problem(looked.document, path, `"${parameter}" is the name of one of the ${where}`, `write it under ${where}`),
    ];
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  const others = known.length === 0 ? `write it under ${where}` : `write one of ${known.join(", ")}`;
  const hint = near === undefined ? others : `write ${near}`;
  return [problem(looked.document, path, `no "${name}" under ${where}`, hint)];
}
