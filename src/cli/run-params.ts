import type { Scalar } from "../core/reading.ts";
import type { RunbookHead } from "../runbooks/runbook-schema.ts";
import { UsageError } from "./flags.ts";

/** The parameters of a run: what `--var NAME=VALUE` gives, else what the runbook says. Throws UsageError. */
export function runParams({ params = {}, runbook }: RunbookHead, given: readonly string[]): Record<string, Scalar> {
  const said = new Map(given.map(pairOf));
  const strange = [...said.keys()].filter((name) => !Object.hasOwn(params, name));
  if (strange.length > 0) {
    const known = Object.keys(params).join(", ");
    throw new UsageError(`${runbook} has no parameter ${strange.join(", ")}; it has ${known === "" ? "none" : known}`);
  }
  const values = Object.entries(params).map(([name, param]) => {
    const value = said.get(name) ?? param.default;
    if (value === undefined)
      throw new UsageError(`${runbook} needs --var ${name}=…${param.about ? `: ${param.about}` : ""}`);
    return [name, param.type === "number" ? numberOf(name, value) : chosen(name, value, param.choices)] as const;
  });
  return Object.fromEntries(values);
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--var takes NAME=VALUE, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function numberOf(name: string, value: Scalar): number {
  const number = Number(value);
  if (Number.isFinite(number) && value !== "") return number;
  throw new UsageError(`--var ${name} takes a number, not "${value}"`);
}

type Choices = NonNullable<NonNullable<RunbookHead["params"]>[string]["choices"]>;

function chosen(name: string, value: Scalar, choices: Choices | undefined): Scalar {
  if (!Array.isArray(choices) || choices.some((choice) => String(choice) === String(value))) return value;
  throw new UsageError(`--var ${name} takes one of ${choices.join(", ")}, not "${value}"`);
}
