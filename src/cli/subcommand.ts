import type { Run } from "./context.ts";

/** What ids a word of a call may be; completion knows where each comes from. */
export type Ids = "checks" | "runbooks" | "faults" | "duties" | "incidents" | "systems" | "replays" | "files";

/** Words that may stand behind a subcommand, each with the ids that may follow it. */
export type Words = Readonly<Record<string, Ids | "nothing">>;

/** One subcommand as help and completion show it; its code is loaded when it is called, so that `check` never loads a screen. */
export interface Subcommand {
  /** How it is called. The flags in it are those that completion offers. */
  readonly usage: string;
  readonly about: string;
  /** What its first word may be. Absent: it takes none. */
  readonly takes?: Ids | Words;
  readonly load: () => Promise<Run>;
}

/** Every subcommand by its name; the cockpit itself has none. */
export type Subcommands = Readonly<Record<string, Subcommand>>;

/** A flag as a usage has it: `--pace N`, `--format md|html|json`. */
export interface Flag {
  readonly name: string;
  /** What stands behind it: a word for people, or its choices. */
  readonly value?: string;
}

/** The flags of a subcommand by its usage. */
export function flagsOf({ usage }: Pick<Subcommand, "usage">): readonly Flag[] {
  return [...usage.matchAll(/(--[a-z-]+)(?: (\w[^\s\]]*))?/g)].map(([, name = "", value]) => ({
    name,
    ...(value !== undefined && { value }),
  }));
}

/** Flags that every subcommand takes. */
export const COMMON_FLAGS: readonly Flag[] = flagsOf({
  usage: "--config PATH --system ID --state DIR --as NAME --help",
});
