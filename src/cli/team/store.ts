import { TEAM_SCHEMA } from "../../clients/team-schema.ts";
import { readSettings, SETTINGS } from "../../config/settings.ts";
import { tame } from "../../core/hostile-text.ts";
import { type CliContext, EXIT, type Run } from "../context.ts";
import { parseFlags, UsageError } from "../flags.ts";
import { reportProblems } from "../open-config.ts";
import { configDir, stateDir } from "../state-dir.ts";
import { personOf } from "./news.ts";
import { teamLink } from "./synced.ts";

/** `store sql` prints what a store is made of; `store` shares this state directory by it and says who leads. 1: not reached. */
export const store: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  const [word, ...more] = positionals;
  if (more.length > 0 || (word !== undefined && word !== "sql")) throw new UsageError("store takes nothing, or sql");
  if (word !== "sql") return share(values, context);
  context.stdout.write(TEAM_SCHEMA);
  return EXIT.ok;
};

interface Flags {
  readonly state?: string | undefined;
  readonly as?: string | undefined;
  readonly json?: boolean | undefined;
}

async function share(flags: Flags, context: CliContext): Promise<number> {
  const folder = configDir(context.env, context.home);
  const settings = await readSettings(folder);
  if (reportProblems(settings.problems, context)) return EXIT.usage;
  if (!settings.store)
    throw new UsageError(`no store: write store: "\${env:OPSDECK_STORE}" into ${folder}/${SETTINGS}`);
  const link = teamLink(settings.store, stateDir(flags.state, context.env, context.home), flags, context);
  await link.turn();
  const { reached, lead } = link.seen;
  await link.end();
  if (!reached) return EXIT.bad;
  const now = lead?.now ? lead : null;
  const words = now ? `${tame(personOf(now.by))} on ${tame(now.host)} leads` : "nobody leads now";
  context.stdout.write(flags.json ? `${JSON.stringify({ version: 1, lead: now })}\n` : `shared; ${words}\n`);
  return EXIT.ok;
}
