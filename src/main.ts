import { type CliContext, EXIT } from "./cli/context.ts";
import { UsageError } from "./cli/flags.ts";
import { type Subcommand, subcommands } from "./cli/subcommands.ts";

/** Runs one call of opsdeck and resolves with its exit code. Knows no kind of check and no panel: bin hands them in. */
export async function main(argv: readonly string[], context: CliContext): Promise<number> {
  const [word = "", ...rest] = argv;
  if (word === "help" || word === "--help" || word === "-h") return help(Object.values(subcommands), context);
  if (word === "--version") {
    context.stdout.write(`opsdeck ${context.version}\n`);
    return EXIT.ok;
  }
  const options = word.startsWith("-");
  const subcommand = subcommands[options ? "" : word];
  try {
    if (!subcommand) throw new UsageError(`no command "${word}"`);
    if (rest[0] === "--help" || rest[0] === "-h") return help([subcommand], context);
    const run = await subcommand.load();
    return await run(options ? argv : rest, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.stderr.write(`opsdeck: ${error.message}\nopsdeck --help lists the commands\n`);
    return EXIT.usage;
  }
}

const COMMON = "everywhere: --config PATH (a file or a folder; again for more)  --system ID  --state DIR  --as NAME";

function help(shown: readonly Subcommand[], context: CliContext): number {
  const lines = shown.map(({ usage, about }) => `  opsdeck ${usage}\n      ${about}`);
  context.stdout.write(`${lines.join("\n")}\n\n${COMMON}\n`);
  return EXIT.ok;
}
