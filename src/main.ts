import { type CliContext, EXIT } from "./cli/context.ts";
import { UsageError } from "./cli/flags.ts";
import { helpText } from "./cli/help.ts";
import type { Subcommand } from "./cli/subcommand.ts";
import { subcommands } from "./cli/subcommands.ts";
import { nearest } from "./core/nearest.ts";

/** Runs one call of opsdeck and resolves with its exit code. Knows no kind of check and no panel: bin hands them in. */
export async function main(argv: readonly string[], context: CliContext): Promise<number> {
  const [word = "", ...rest] = argv;
  outliveReader(context);
  if (word === "--version") {
    context.stdout.write(`opsdeck ${context.version}\n`);
    return EXIT.ok;
  }
  const name = word.startsWith("-") ? "" : word;
  try {
    if (asksForHelp(argv)) return help(word === "help" ? rest[0] : name, context);
    const run = await subcommandOf(name).load();
    return await run(word.startsWith("-") ? argv : rest, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const more =
      Object.hasOwn(subcommands, name) && name !== "" ? `opsdeck ${name} --help says how it is called` : LIST;
    context.stderr.write(`opsdeck: ${error.message}\n${more}\n`);
    return EXIT.usage;
  }
}

/** Whoever reads the output may leave first (`| head`): what was begun is still ended as it should. */
function outliveReader({ stdout }: CliContext): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const LIST = "opsdeck --help lists the commands";

/** What stands behind `--` is no flag. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const flags = end < 0 ? argv : argv.slice(0, end);
  return argv[0] === "help" || flags.includes("--help") || flags.includes("-h");
}

function help(name: string | undefined, { stdout }: CliContext): number {
  stdout.write(helpText(name ? [subcommandOf(name)] : Object.values(subcommands)));
  return EXIT.ok;
}

function subcommandOf(name: string): Subcommand {
  const known = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (known) return known;
  const meant = nearest(name, Object.keys(subcommands));
  throw new UsageError(`no command "${name}"${meant ? `; did you mean ${meant}?` : ""}`);
}
