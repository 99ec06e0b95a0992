import type { Duty } from "../core/duty.ts";
import { tame } from "../core/hostile-text.ts";
import { continueIncident } from "../journal/journal.ts";
import { JournalError } from "../journal/journal-error.ts";
import { readAnswers } from "./answers.ts";
import { askWords } from "./ask-words.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { parseFlags, UsageError } from "./flags.ts";
import { journalOptions } from "./journal-options.ts";
import { adoptAlone, foundDuty } from "./marks/adopt-found.ts";
import { openDuty } from "./restore.ts";
import { dutyTable } from "./restore-card.ts";

/**
 * Ends a duty without a proof: a person says why. Changes no system. The words are typed, or given with `--answers`, or
 * passed over with `--yes`; person and reason are in the journal for ever. 1 when the words are wrong or cannot be kept.
 */
export const waive: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {
    reason: { type: "string" },
    answers: { type: "string" },
    yes: { type: "boolean" },
  });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError("waive takes one duty: opsdeck waive ID --reason TEXT");
  const reason = values.reason?.trim();
  if (!reason) throw new UsageError("waive needs --reason TEXT: it is kept in the journal");
  const options = journalOptions(values, context, (text) => text);
  const duty = (await foundDuty(id, values, context)) ?? (await openDuty(id, values, context));
  const given = values.answers === undefined ? undefined : (await readAnswers(values.answers))[duty.id]?.words;
  if (!values.yes && !(await confirmed(duty, given, context))) return EXIT.bad;
  try {
    const adopted = await adoptAlone(duty, values, context);
    const journal = continueIncident(options, adopted.incident);
    const entry = await journal
      .append({ type: "duty.waived", duty: adopted.id, reason })
      .finally(() => journal.close());
    context.stdout.write(
      values.json ? `${JSON.stringify(entry)}\n` : `${duty.id} is waived by ${tame(entry.by)}: ${tame(reason)}\n`,
    );
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    context.stderr.write(`${duty.id} is still open: ${tame(error.message)}\n`);
    return EXIT.bad;
  }
};

async function confirmed(duty: Duty, given: string | undefined, context: CliContext): Promise<boolean> {
  const words = `waive ${duty.id}`;
  const said = given ?? (await ask(duty, words, context));
  if (said?.trim() === words) return true;
  const why = said === undefined ? "there is no terminal to ask on" : `"${tame(said, 60)}" is something else`;
  context.stderr.write(
    `${duty.id} is still open: it wanted the words "${words}", and ${why}. Without a terminal: --answers FILE with ${duty.id}: ${words}, or --yes\n`,
  );
  return false;
}

async function ask(duty: Duty, words: string, context: CliContext): Promise<string | undefined> {
  const { stdin, stdout, clock } = context;
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  stdout.write(`${dutyTable([duty], clock.now())}\nWaived, it is not asked for again, and nothing restores it.\n`);
  return askWords(`Type "${words}": `, context);
}
