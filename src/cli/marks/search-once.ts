import { tame } from "../../core/hostile-text.ts";
import type { CliContext } from "../context.ts";
import { type ConfigFlags, type OpenedConfig, openConfig } from "../open-config.ts";
import { openRunbooks } from "../open-runbooks.ts";
import { openSession, type Session, type SessionFlags } from "../session.ts";
import { stateDir } from "../state-dir.ts";
import { Marks, type Searched } from "./marks.ts";

export interface SearchParts {
  readonly config: OpenedConfig;
  readonly flags: ConfigFlags & SessionFlags;
  readonly session: Session;
  readonly context: CliContext;
}

/** One search for breaks of others. What could not be searched is said on stderr. Never rejects. */
export async function searchOnce(parts: SearchParts): Promise<{ readonly marks: Marks; readonly searched: Searched }> {
  const { config, flags, session, context } = parts;
  const { runbooks } = await openRunbooks(config, flags, context);
  const state = stateDir(flags.state, context.env, context.home);
  const marks = new Marks({ config, session, context, state });
  marks.offer(runbooks);
  const searched = await marks.search();
  for (const why of searched.unsearched) context.stderr.write(`${tame(session.vault.redact(why))}\n`);
  return { marks, searched };
}

const NOTHING: Searched = { duties: [], unsearched: [], failed: false };

/** The same for a call that looks at nothing else. A configuration with mistakes names no target, which is said. */
export async function searchAlone(flags: SearchParts["flags"], context: CliContext): Promise<Searched> {
  const config = await openConfig(flags, context);
  if (config.problems.length > 0) {
    const why = `opsdeck validate shows what is wrong in the configuration`;
    context.stderr.write(`targets were not searched for breaks of others: ${why}\n`);
    return { ...NOTHING, failed: true };
  }
  const session = openSession(config, flags, context);
  try {
    return (await searchOnce({ config, flags, session, context })).searched;
  } finally {
    await session.close();
  }
}
