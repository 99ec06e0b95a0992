import { hostname } from "node:os";
import type { JournalOptions } from "../journal/journal.ts";
import type { CliContext } from "./context.ts";
import { personWords } from "./person.ts";
import { stateDir } from "./state-dir.ts";

interface JournalFlags {
  readonly state?: string | undefined;
  readonly as?: string | undefined;
}

/** Where and as whom this call writes journals. `redact` is the vault's. */
export function journalOptions(
  flags: JournalFlags,
  context: CliContext,
  redact: (text: string) => string,
): JournalOptions {
  return {
    state: stateDir(flags.state, context.env, context.home),
    clock: context.clock,
    host: hostname(),
    by: personWords(flags, context),
    redact,
    ...(context.instants && { instants: context.instants }),
    ...(context.fence && { fence: context.fence }),
  };
}
