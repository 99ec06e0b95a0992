import type { z } from "zod";
import type { Clients } from "./clients.ts";
import type { Clock } from "./clock.ts";
import type { Named } from "./named.ts";
import type { Fact, Facts, Verdict } from "./reading.ts";

/** What one look does to the target besides answering. The scheduler refuses `writes`. */
export type Effect = "none" | "notifies" | "writes";

export interface CheckContext<P> {
  readonly params: P;
  readonly clients: Clients;
  readonly clock: Clock;
  /** Divides the kind's own windows and look-backs (not its time-outs): 1, or more in the lab. */
  readonly pace: number;
  /** Appends one line to the probe's own trace: a request, a status, the answer. Redacted and bounded by the engine. */
  readonly trace: (line: string) => void;
  /** A fact of another check of the system, as its last fresh look saw it; undefined where there is none. See `needs`. */
  readonly seen: (check: string, fact: string) => Fact | undefined;
  /** The last fresh verdict of another check of the system; it has one also when its look failed. See `needs`. */
  readonly verdictOf: (check: string) => Verdict | undefined;
}

/**
 * A kind of check. It describes itself as data; only `run` touches the network. `run` returns facts or throws
 * `CheckError`; it never decides the verdict and never retries.
 */
export interface CheckKind<S extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly title: string;
  /** The schema of `with`. Its input side goes into the JSON Schema of a system file. */
  readonly params: S;
  /** Parameters that are written as the name of a command or a log of the system; the plan stands in their place. */
  readonly names?: Readonly<Record<string, Named>>;
  /** The thing that a look strains, for caps and budgets: an origin, a database, a Redis. Never a secret's value. */
  readonly target: (params: z.output<S>) => string;
  /** How many requests a look sends at most, by target; one to `target` where the kind does not say. For budgets. */
  readonly requests?: (params: z.output<S>) => Readonly<Record<string, number>>;
  /** Whether these parameters can change or tell something at the target, so that `effect` must be declared. */
  readonly needsEffect?: (params: z.output<S>) => boolean;
  /** What a look with these parameters sends, one line each, for who confirms one that writes. Secrets are dots. */
  readonly sends?: (params: z.output<S>) => readonly string[];
  /** The facts that a look with these parameters gives, where that is known beforehand: a typo is then a mistake of the file. */
  readonly facts?: (params: z.output<S>) => readonly string[];
  /** Ids of the checks of the system that `run` asks for by `seen` and `verdictOf`. A look of theirs that is under way is waited for. */
  readonly needs?: (params: z.output<S>) => readonly string[];
  /**
   * It asks somebody else about the system (a provider's API, a status page): when that one cannot be reached, nothing is
   * known, rather than the system down.
   */
  readonly secondhand?: true;
  /** It looks at this machine only: what it sees says nothing about the network. */
  readonly local?: (params: z.output<S>) => boolean;
  /** What it runs may go by the network, or not: its failure says nothing while this machine is cut off. */
  readonly mayReachOut?: true;
  /** How long a look takes by design, in ms, when it waits on purpose or for what no pace makes faster; the lab leaves it that time. */
  readonly takesMs?: (params: z.output<S>, pace: number) => number;
  readonly run: (context: CheckContext<z.output<S>>, signal: AbortSignal) => Promise<Facts>;
}

/** Erases the parameter type once, here, so that registries need no `any`. */
export function defineCheck<S extends z.ZodType>(kind: CheckKind<S>): CheckKind {
  return kind as unknown as CheckKind;
}
