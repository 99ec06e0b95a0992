import { tame } from "../core/hostile-text.ts";
import { byDue } from "../runbooks/duties.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { dutyJson } from "./duty-json.ts";
import { findDuties } from "./find-duties.ts";
import { noWords, parseFlags } from "./flags.ts";
import { searchAlone } from "./marks/search-once.ts";
import { dutyTable } from "./restore-card.ts";
import { stateDir } from "./state-dir.ts";

/**
 * Lists what is owed, and the breaks of others that marks at targets tell of. 0 also when something is; 4 when a journal, a
 * target or another bastion could not be seen, so that a duty may be missing.
 */
export const duties: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  noWords(positionals, "duties", "; opsdeck restore ID, or waive ID");
  const searching = searchAlone(values, context);
  const found = await findDuties(stateDir(values.state, context.env, context.home));
  const unseen = context.unseen?.();
  reportUnread([...found.problems, ...(unseen === undefined ? [] : [unseen])], context);
  const searched = await searching;
  const owed = [...found.duties, ...searched.duties].toSorted(byDue);
  const shape = { version: 1, duties: owed.map(dutyJson), unseen: unseen ?? null };
  if (values.json) context.stdout.write(`${JSON.stringify(shape)}\n`);
  else
    context.stdout.write(
      dutyTable(owed, context.clock.now(), { state: values.state, columns: context.stdout.columns }) || noDuty(unseen),
    );
  return found.problems.length > 0 || unseen !== undefined || searched.failed ? EXIT.unknown : EXIT.ok;
};

function noDuty(unseen: string | undefined): string {
  return unseen === undefined ? "no duty is open\n" : "no duty is open on this disk\n";
}

/** Says on stderr which journals could not be read whole. */
export function reportUnread(problems: readonly string[], { stderr }: CliContext): void {
  for (const problem of problems) stderr.write(`${tame(problem)}\n`);
}
