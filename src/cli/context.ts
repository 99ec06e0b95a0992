import type { LoadRequest } from "../config/load-config.ts";
import type { Shipped } from "../config/sources.ts";
import type { CheckKind } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Instants } from "../journal/instants.ts";
import type { RunbookFile } from "../runbooks/read-runbooks.ts";
import type { PanelSpec } from "../ui/panel.ts";
import type { LogFeed } from "./log-feed.ts";
import type { CrashTeller } from "./tell-crash.ts";

/** One recorded incident that comes with opsdeck. */
export interface Training {
  readonly name: string;
  /** Its recording: brotli, in base64. */
  readonly packed: string;
}

/** What a subcommand may use of the process it runs in. Handed in by bin, or by a test. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: { write(text: string): unknown };
  readonly clock: Clock;
  readonly home: string;
  readonly login: string;
  readonly checkKinds: readonly CheckKind[];
  readonly panels: readonly PanelSpec[];
  readonly shipped: Shipped;
  /** The shipped runbooks. */
  readonly runbooks?: readonly RunbookFile[];
  /** Recorded incidents to train with. */
  readonly trainings?: readonly Training[];
  /** argv after the program that starts this opsdeck again, for the lab's children. */
  readonly self: readonly string[];
  readonly version: string;
  /** What is told while the screen is taken; the cockpit shows it under L. */
  readonly feed?: LogFeed;
  /** Who tells of a defect must know what is secret. */
  readonly crash?: CrashTeller;
  /** Told around each line of a journal; for tests that end the process there. */
  readonly instants?: Instants;
  /** Keeps other bastions from restoring a duty until the returned function is called. Rejects with JournalError: `held`. */
  readonly claim?: (duty: string) => Promise<() => void>;
  /** What of other bastions this call could not see, in words: a duty may be open there that is not shown. */
  readonly unseen?: () => string | undefined;
  /** Number of the lease by which this process leads all bastions of a store. */
  readonly fence?: () => number | undefined;
}

/** What of this build a configuration may name. */
export function knownTo({ checkKinds, panels }: CliContext): Pick<LoadRequest, "kinds" | "panels"> {
  return { kinds: checkKinds, panels: panelIds({ panels }) };
}

/** In the order of their digits. */
export function panelIds({ panels }: Pick<CliContext, "panels">): readonly string[] {
  return panels.map(({ id }) => id);
}

/** Runs a subcommand with the words behind its name. Resolves with the exit code. */
export type Run = (argv: readonly string[], context: CliContext) => Promise<number>;

export const EXIT = { ok: 0, bad: 1, usage: 2, duty: 3, unknown: 4 } as const;
