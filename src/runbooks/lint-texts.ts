import type { Path } from "../config/document.ts";
import type { Scope } from "../config/expand.ts";
import type { ConfigProblem } from "../config/problem.ts";
import type { LintContext, Place } from "./lint-place.ts";
import type { Step } from "./runbook-schema.ts";

const PLACEHOLDER = /<[a-z][\w -]{0,40}>/i;
const REFERENCE = /\$\{([^{}]*)\}/g;

/** Texts that nobody filled in, and references that lead nowhere, in every text of a step but its prose. */
export function textProblems(step: Step, at: Place, context: LintContext): ConfigProblem[] {
  const { prose: _prose, line: _line, title: _title, ...parts } = step;
  return textsIn(parts, []).flatMap(([text, path]) => {
    const placeholder = PLACEHOLDER.exec(text)?.[0];
    const hint = "make it a parameter: ${param.NAME}";
    const left = placeholder === undefined ? [] : [at(path, `nobody fills ${placeholder} in`, hint)];
    return [...left, ...referenceProblems(text, path, at, context)];
  });
}

function textsIn(value: unknown, path: Path): (readonly [string, Path])[] {
  if (typeof value === "string") return [[value, written(path)]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, [...path, name]));
}

/** Calls are one list here, and stand at two places in the file. */
function written(path: Path): Path {
  const [first, index, ...rest] = path;
  if (first !== "calls" || typeof index !== "number") return path;
  return index === 0 ? rest : ["then-run", index - 1, ...rest];
}

function referenceProblems(text: string, path: Path, at: Place, context: LintContext): ConfigProblem[] {
  return [...text.matchAll(REFERENCE)].flatMap(([whole, inside = ""]) => {
    const [space = "", name = ""] = inside.split(".", 2);
    if (space === "secrets" && !path.includes("with")) {
      return [at(path, `${whole} would be shown`, "a secret belongs into `with` of an action only")];
    }
    const known = namesIn(space, context);
    if (!known)
      return [at(path, `${whole} is not known`, "write ${vars.NAME}, ${secrets.NAME}, ${param.NAME} or ${step.NAME}")];
    if (known.includes(name)) return [];
    return [at(path, `${whole} is not known here`, known.length > 0 ? `there are ${known.join(", ")}` : undefined)];
  });
}

function namesIn(space: string, { bindings, runbook, captured }: LintContext): readonly string[] | undefined {
  const scope: Scope = bindings.scope;
  if (space === "vars") return Object.keys(scope.vars);
  if (space === "secrets") return Object.keys(scope.secrets);
  if (space === "param" || space === "params") return Object.keys(runbook.head.params ?? {});
  return space === "step" ? [...captured] : undefined;
}
