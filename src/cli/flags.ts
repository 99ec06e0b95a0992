import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearest } from "../core/nearest.ts";

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

/** Parses the words behind a subcommand. Throws UsageError, which names the flag that a typo most likely meant. */
export function parseFlags<O extends Options>(argv: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...options, ...commonOptions },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const flags = Object.keys({ ...options, ...commonOptions }).map((name) => `--${name}`);
    throw new UsageError(unknownFlag(argv, flags) ?? firstSentence(error));
  }
}

function unknownFlag(argv: readonly string[], known: readonly string[]): string | undefined {
  const { tokens } = parseArgs({ args: [...argv], allowPositionals: true, strict: false, tokens: true });
  const said = tokens.flatMap((token) => (token.kind === "option" ? [token.rawName] : []));
  const strange = said.find((flag) => !known.includes(flag) && flag !== "-h");
  if (strange === undefined) return undefined;
  const meant = nearest(strange, known);
  return `unknown flag ${strange}; ${meant === undefined ? `there are ${known.join(" ")}` : `did you mean ${meant}?`}`;
}

/** What Node says further on is about words that begin with a dash. */
function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/[.\n]/, 1)[0] ?? text;
}

/** For a subcommand that takes flags only. Throws UsageError. */
export function noWords([word]: readonly string[], name: string, instead = ""): void {
  if (word !== undefined) throw new UsageError(`${name} takes no "${word}"${instead}`);
}

/** The common options among words that another subcommand will parse. */
export function looseFlags(argv: readonly string[]): LooseFlags {
  const { values } = parseArgs({ args: [...argv], options: commonOptions, allowPositionals: true, strict: false });
  const { state, as } = values;
  const texts = (given: typeof values.config) => given?.filter((value) => typeof value === "string");
  return {
    config: texts(values.config),
    system: texts(values.system),
    ...(typeof state === "string" && { state }),
    ...(typeof as === "string" && { as }),
  };
}

interface LooseFlags {
  readonly config: readonly string[] | undefined;
  readonly system: readonly string[] | undefined;
  readonly state?: string;
  readonly as?: string;
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
