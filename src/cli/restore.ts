import type { Duty } from "../core/duty.ts";
import { continueIncident } from "../journal/journal.ts";
import { JournalError } from "../journal/journal-error.ts";
import { restoreDuty } from "../runbooks/restore-duty.ts";
import { readAnswers } from "./answers.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { reportUnread } from "./duties.ts";
import { findDuties } from "./find-duties.ts";
import { parseFlags, UsageError } from "./flags.ts";
import { journalOptions } from "./journal-options.ts";
import { adoptFound, foundDuty } from "./marks/adopt-found.ts";
import { type OpenedConfig, openConfig, reportProblems } from "./open-config.ts";
import { personName } from "./person.ts";
import { restoreCard } from "./restore-card.ts";
import { handsOf, looksOf } from "./run-ports.ts";
import { report } from "./run-report.ts";
import { openSession, type Session } from "./session.ts";

/**
 * Puts back what a runbook changed, and proves it. No unlock and no second person is wanted. 0 discharged, 3 still open,
 * 2 a wrong call.
 */
export const restore: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, { yes: { type: "boolean" }, answers: { type: "string" } });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError("restore takes one duty: opsdeck restore ID");
  const duty = (await foundDuty(id, values, context)) ?? (await openDuty(id, values, context));
  const config = await openConfig({ ...values, system: values.system ?? [duty.system] }, context);
  if (reportProblems(config.problems, context)) return byHand(duty, context);
  const said = values.answers === undefined ? undefined : (await readAnswers(values.answers))[duty.id]?.words;
  const refusal = unconfirmed(duty, { said, yes: values.yes === true, now: context.clock.now() });
  if (refusal !== undefined) {
    context.stderr.write(`${duty.id} is still open: ${refusal}\n`);
    return EXIT.duty;
  }
  const session = openSession(config, values, context);
  const person = personName(values, context);
  try {
    const adopted = await adoptFound(duty, { config, flags: values, session, context });
    return await restoreIn({
      duty: adopted,
      config,
      session,
      context,
      person,
      json: values.json === true,
      flags: values,
    });
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    context.stderr.write(`${duty.id} is still open: ${error.message}\n`);
    return EXIT.duty;
  } finally {
    await session.close();
  }
};

/** The duty of a journal here. Throws UsageError when it is not open. */
export async function openDuty(id: string, flags: Restoring["flags"], context: CliContext): Promise<Duty> {
  const { state } = journalOptions(flags, context, (text) => text);
  const { duties, problems } = await findDuties(state);
  reportUnread(problems, context);
  const duty = duties.find((open) => open.id.toLowerCase() === id.toLowerCase());
  if (duty) return duty;
  const open = duties.map((other) => other.id).join(", ");
  throw new UsageError(`no open duty ${id}; ${open === "" ? "none is open" : `open: ${open}`}`);
}

function byHand(duty: Duty, context: CliContext): number {
  context.stderr.write(restoreCard([duty], context.clock.now()));
  return EXIT.usage;
}

/** It is tier 1; too early it wants more than that. */
function unconfirmed(
  duty: Duty,
  { said, yes, now }: { readonly said: string | undefined; readonly yes: boolean; readonly now: number },
): string | undefined {
  const early = duty.notBefore !== undefined && now < duty.notBefore;
  const words = early ? `restore ${duty.id} early` : `restore ${duty.id}`;
  if (said === words || (yes && !early)) return undefined;
  const why = early ? `it is not to be restored before ${new Date(duty.notBefore ?? 0).toISOString()}; ` : "";
  return `${why}it wanted ${early ? "" : "--yes, or "}"${duty.id}: ${words}" in --answers FILE`;
}

interface Restoring {
  readonly duty: Duty;
  readonly config: OpenedConfig;
  readonly session: Session;
  readonly context: CliContext;
  readonly person: string;
  readonly json: boolean;
  readonly flags: { readonly state?: string | undefined; readonly as?: string | undefined };
}

async function restoreIn({ duty, config, session, context, person, json, flags }: Restoring): Promise<number> {
  const bindings = config.bindings.get(duty.system);
  if (!bindings) return byHand(duty, context);
  const release = await context.claim?.(duty.id);
  const journal = continueIncident(journalOptions(flags, context, session.vault.redact), duty.incident);
  const unsubscribe = journal.subscribe((entry) => report(entry, json, context));
  try {
    const restored = await restoreDuty(
      duty,
      { step: duty.step, tier: 1, by: person },
      {
        clock: context.clock,
        pace: config.pace,
        journal,
        looks: looksOf(session, context),
        hands: handsOf(session, bindings, context),
        stop: new AbortController().signal,
        tell: () => {},
      },
    );
    if (restored.restored) return EXIT.ok;
    context.stderr.write(`${duty.id} is still open: ${restored.reason}\n${restoreCard([duty], context.clock.now())}`);
    return EXIT.duty;
  } finally {
    unsubscribe();
    journal.close();
    release?.();
  }
}
