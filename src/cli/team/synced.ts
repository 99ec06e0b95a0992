import { hostname } from "node:os";
import { readSettings } from "../../config/settings.ts";
import { tame } from "../../core/hostile-text.ts";
import { plural } from "../../core/plural.ts";
import { readBastion } from "../../journal/bastion.ts";
import type { CliContext, Run } from "../context.ts";
import { looseFlags } from "../flags.ts";
import { openVault } from "../open-vault.ts";
import { personWords } from "../person.ts";
import { configDir, stateDir } from "../state-dir.ts";
import { LEASE_MS, TeamLink } from "./link.ts";

/**
 * A call that reads or writes journals, between two looks at the store where this state directory shares one: it sees what
 * other bastions have, and they see what it wrote. Where a cockpit runs, that one does so. The store's absence stops nothing.
 */
export function synced(run: Run): Run {
  return async (argv, context) => {
    const link = await linkOf(argv, context);
    if (!link) return run(argv, context);
    await link.turn();
    link.start();
    try {
      return await run(argv, { ...context, claim: (duty) => link.claim(duty), unseen: () => unseenOf(link) });
    } finally {
      await link.turn();
      await link.end();
    }
  };
}

function unseenOf({ seen }: TeamLink): string | undefined {
  if (!seen.reached)
    return "the store cannot be reached: what other bastions did since is not shown, nor a duty of theirs";
  if (seen.missing === 0) return undefined;
  return `the store has ${plural(seen.missing, "line")} of other bastions that this disk has not yet`;
}

async function linkOf(argv: readonly string[], context: CliContext): Promise<TeamLink | undefined> {
  const flags = looseFlags(argv);
  const state = stateDir(flags.state, context.env, context.home);
  // A state directory that no cockpit shares is none that a single call may share: it may be a lab's.
  if (!readBastion(state)) return undefined;
  const { store } = await readSettings(configDir(context.env, context.home));
  return store && teamLink(store, state, flags, context);
}

type Address = NonNullable<Awaited<ReturnType<typeof readSettings>>["store"]>;

/** A link that never leads. */
export function teamLink(
  address: Address,
  state: string,
  flags: { readonly as?: string | undefined },
  context: CliContext,
): TeamLink {
  const vault = openVault(context);
  return new TeamLink({
    url: () => vault.reveal(address),
    state,
    host: hostname(),
    by: personWords(flags, context),
    clock: context.clock,
    redact: vault.redact,
    leaseMs: LEASE_MS / 2,
    mayLead: false,
    leader: () => undefined,
    away: () => undefined,
    brought: () => undefined,
    tell: (text) => void context.stderr.write(`${tame(text)}\n`),
  });
}
