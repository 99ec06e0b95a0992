import { type ParseArgsConfig, parseArgs } from "node:util";

/** Options that every subcommand takes. */
const commonOptions = {
  config: { type: "string", multiple: true },
  system: { type: "string", multiple: true },
  state: { type: "string" },
  as: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

/** A wrong call: its message goes to stderr, the exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O & typeof commonOptions; allowPositionals: true; strict: true; args: string[] }>
>;

/** Parses the words behind a subcommand. */
export function parseFlags<O extends Options>(argv: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...options, ...commonOptions },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The common options among words that another subcommand will parse. */
export function looseFlags(argv: readonly string[]): { readonly state?: string; readonly as?: string } {
  const { values } = parseArgs({ args: [...argv], options: commonOptions, allowPositionals: true, strict: false });
  const { state, as } = values;
  return { ...(typeof state === "string" && { state }), ...(typeof as === "string" && { as }) };
}

/** An option that may be given again, or with commas. */
export function listed(values: readonly string[] | undefined): readonly string[] | undefined {
  return values?.flatMap((value) => value.split(",")).filter((value) => value !== "");
}

/** A whole number within bounds, or a UsageError that says them. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  bounds: { min: number; max: number; or: number },
): number {
  if (text === undefined) return bounds.or;
  const value = Number(text);
  if (Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value;
  throw new UsageError(`--${name} takes a whole number from ${bounds.min} to ${bounds.max}, not "${text}"`);
}
