import type { Duty } from "../../core/duty.ts";
import { type JournalWriter, openIncident } from "../../journal/journal.ts";
import type { CliContext } from "../context.ts";
import { journalOptions } from "../journal-options.ts";
import { openConfig } from "../open-config.ts";
import { openSession } from "../session.ts";
import type { Beginning } from "./marks.ts";
import { type SearchParts, searchAlone, searchOnce } from "./search-once.ts";

/** The break of others that has this id now; undefined when no mark tells of it, or for an id of a journal. */
export async function foundDuty(
  id: string,
  flags: SearchParts["flags"],
  context: CliContext,
): Promise<Duty | undefined> {
  if (!/^f-/i.test(id)) return undefined;
  const { duties } = await searchAlone(flags, context);
  return duties.find((found) => found.id.toLowerCase() === id.toLowerCase());
}

/** Writes it into a journal here, in an incident of its own. A duty that has one is given back as it is. */
export async function adoptFound(duty: Duty, parts: SearchParts): Promise<Duty> {
  if (!duty.found) return duty;
  const { flags, context, session } = parts;
  const { marks } = await searchOnce(parts);
  let journal: JournalWriter | undefined;
  try {
    const begin: Beginning["begin"] = (title, environment, systems) => {
      const options = journalOptions(flags, context, session.vault.redact);
      journal = openIncident(options, { title, environment, systems: [...systems] });
      return journal;
    };
    const adopted = await marks.owned(duty, { begin });
    context.stderr.write(`${duty.id} is ${adopted.id} here, in ${adopted.incident}\n`);
    return adopted;
  } finally {
    journal?.close();
  }
}

/** The same for a call that looks at nothing. */
export async function adoptAlone(duty: Duty, flags: SearchParts["flags"], context: CliContext): Promise<Duty> {
  if (!duty.found) return duty;
  const config = await openConfig({ ...flags, system: [duty.system] }, context);
  const session = openSession(config, flags, context);
  try {
    return await adoptFound(duty, { config, flags, session, context });
  } finally {
    await session.close();
  }
}
