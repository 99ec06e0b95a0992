import type { z } from "zod";
import type { Clients } from "./clients.ts";
import type { Clock } from "./clock.ts";
import type { Facts, Table } from "./reading.ts";
import type { Text } from "./secret.ts";
import type { WriteClients } from "./write-clients.ts";

/** 1: small and reversible. 2: changes production. 3: breaks production on purpose, or changes a secret. */
export type Tier = 1 | 2 | 3;

/** What one request would do, found out by reading only. */
export interface Preview {
  /** The requests as they will be sent, redacted, one a line. */
  readonly requests: readonly string[];
  /** What will be different afterwards, in a sentence. */
  readonly effect: string;
  /** How many rows, letters or jobs it touches, where that can be counted. */
  readonly count?: number;
  /** One of what is counted; `row` by default. */
  readonly counts?: string;
  readonly sample?: Table;
}

/** What became of one request. `unknown` is resolved by looking, never by sending again. */
export interface Outcome {
  readonly state: "applied" | "not-applied" | "unknown";
  readonly say: string;
  /** What the target said of it, for captures: an id of a deployment, of a message. */
  readonly facts: Facts;
  /** Not applied as a whole, and yet some of it may have happened: a command that ran and ended with an error. */
  readonly inPart?: true;
}

/** What a kind may use while it previews and looks: nothing in it can change a system. */
export interface ActionLook<P> {
  readonly params: P;
  readonly clients: Clients;
  readonly clock: Clock;
  /** Divides windows, as in a check. */
  readonly pace: number;
  /** Names this request at the target where it can hold a name, so that it is found again. The same before and after a crash. */
  readonly key: string;
  /** The step whose change it is, or whose change it undoes: names its evidence. */
  readonly step: string;
  /** The duty that the request brings about or restores, once it is armed; `mark` where it leaves one at the target. */
  readonly duty?: { readonly id: string; readonly effect: "apply" | "restore"; readonly mark?: string };
  /** When the request was journaled as being sent, in ms since 1970; undefined before. */
  readonly sentAt: number | undefined;
  /** Evidence of this incident by its name. Undefined: none was kept; null: it cannot be read any more. */
  readonly evidence: (name: string) => Promise<unknown>;
  readonly commands: Readonly<Record<string, ActionCommand>>;
  /** sha256 in hex of a text with its secrets in it. Compared only; written down only with a salt in the text. */
  readonly hashOf: (text: Text) => Promise<string>;
  /** A folder of this incident, for files that a program writes. */
  readonly folder: string;
}

/** A mark of a duty, as a target holds it. Its text is whatever somebody wrote there. */
export interface FoundMark {
  /** As `target` of the kind names what was changed. */
  readonly target: string;
  readonly text: string;
}

/** How the marks of duties are found where a kind leaves them, so that a dead bastion cannot hide a break. */
export interface MarkSearch {
  /** The parameters that say where to search: once for each place, whatever else an action there is given. */
  readonly place: z.ZodObject;
  /** Searches by reading. Rejects with CheckError when the place cannot be read: then nobody knows. */
  readonly find: (
    look: Pick<ActionLook<unknown>, "params" | "clients">,
    signal: AbortSignal,
  ) => Promise<readonly FoundMark[]>;
}

/** A command of the system file: argv without a shell. */
export interface ActionCommand {
  readonly argv: readonly [string, ...string[]];
  /** Added to what every program gets. */
  readonly env?: Readonly<Record<string, Text>>;
  readonly timeoutMs: number;
  readonly attempts: number;
}

/** What a kind may use to make its change: given for one confirmed step. */
export interface ActionContext<P> extends ActionLook<P> {
  readonly writes: WriteClients;
  /** What was previewed: a change that would touch something else is not made. */
  readonly previewed: Preview;
  /** Saves evidence of this incident and resolves when it is on disk. */
  readonly keep: (name: string, value: unknown) => Promise<void>;
}

/**
 * A kind of change. `preview` rejects with CheckError when the change must not be made. `run` sends once and never
 * retries; what it cannot tell is `unknown`. `look` tells by reading what became of a request whose answer was lost.
 */
export interface ActionKind<S extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly title: string;
  readonly params: S;
  readonly minTier: Tier;
  /** The longest time in ms that a request and what follows it may take. Default 30 s. */
  readonly timeoutMs?: (params: z.output<S>) => number;
  /** How often a step may send it, where the system file says so. */
  readonly attempts?: (params: z.output<S>, commands: Readonly<Record<string, ActionCommand>>) => number | undefined;
  /** What it is aimed at, for people and the journal: never a secret's value. */
  readonly target: (params: z.output<S>) => string;
  /** Where the target can hold a mark: what a duty writes there is found again by this. */
  readonly marks?: MarkSearch;
  readonly preview: (context: ActionLook<z.output<S>>, signal: AbortSignal) => Promise<Preview>;
  readonly run: (context: ActionContext<z.output<S>>, signal: AbortSignal) => Promise<Outcome>;
  readonly look: (context: ActionLook<z.output<S>>, signal: AbortSignal) => Promise<Outcome>;
}

/** Erases the parameter type once, here, so that registries need no `any`. */
export function defineAction<S extends z.ZodType>(kind: ActionKind<S>): ActionKind {
  return kind as unknown as ActionKind;
}
