import { tame } from "../core/hostile-text.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { dutyJson } from "./duty-json.ts";
import { findDuties } from "./find-duties.ts";
import { noWords, parseFlags } from "./flags.ts";
import { dutyTable } from "./restore-card.ts";
import { stateDir } from "./state-dir.ts";

/** Lists what is owed. 0 also when something is; 4 when a journal could not be read, so that a duty may be missing. */
export const duties: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  noWords(positionals, "duties", "; opsdeck restore ID, or waive ID");
  const found = await findDuties(stateDir(values.state, context.env, context.home));
  reportUnread(found.problems, context);
  const shape = { version: 1, duties: found.duties.map(dutyJson) };
  if (values.json) context.stdout.write(`${JSON.stringify(shape)}\n`);
  else context.stdout.write(dutyTable(found.duties, context.clock.now(), values.state) || "no duty is open\n");
  return found.problems.length > 0 ? EXIT.unknown : EXIT.ok;
};

/** Says on stderr which journals could not be read whole. */
export function reportUnread(problems: readonly string[], { stderr }: CliContext): void {
  for (const problem of problems) stderr.write(`${tame(problem)}\n`);
}
