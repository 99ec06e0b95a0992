import { setTimeout as sleep } from "node:timers/promises";

/** Something that can go wrong in a simulated system, and can be put right again. */
export interface Fault {
  /** Without the system: "db-down". */
  readonly id: string;
  readonly title: string;
  /** The ids, without the system, of exactly the checks that leave ok. */
  readonly checks: readonly string[];
  /** A regular expression that the summary of at least one of these checks matches; it names the cause. */
  readonly summary: string;
  /** Resolves when the fault is in effect. */
  readonly break: () => Promise<void>;
  /** Resolves when the system is well again and what the fault has made is cleaned up. */
  readonly heal: () => Promise<void>;
}

export interface FaultState {
  readonly id: string;
  readonly system: string;
  readonly title: string;
  readonly on: boolean;
  /** What is under way; absent when nothing is. */
  readonly turning?: Turning;
  readonly checks: readonly string[];
  readonly summary: string;
}
export type Turning = "breaking" | "healing";

export interface FaultBoard {
  list(): FaultState[];
  /** Idempotent: who asks for what is under way waits for it. False when there is no such fault. */
  turn(id: string, on: boolean): Promise<boolean>;
}

interface Entry {
  readonly system: string;
  readonly fault: Fault;
  on: boolean;
  turning: Turning | undefined;
  /** The newest change that was asked for, until it has settled. */
  change: { readonly on: boolean; readonly done: Promise<void> } | undefined;
  /** Why it may be half broken. */
  failure: unknown;
}

/** A change that has not settled by then does not work any more: it waits for what should come of it. */
const WORKS_MS = 5_000;

/**
 * All faults of a lab. The changes of one fault never overlap. What breaks a system begins after the change before it, as
 * long as that one works: two faults that restart one process should not meet. What heals waits for its own fault alone.
 */
export function createFaultBoard(systems: ReadonlyMap<string, readonly Fault[]>, worksMs = WORKS_MS): FaultBoard {
  const entries = new Map<string, Entry>();
  const last = new Map<string, Promise<unknown>>();
  for (const [system, faults] of systems) {
    for (const fault of faults) {
      const idle = { on: false, turning: undefined, change: undefined, failure: undefined };
      entries.set(`${system}/${fault.id}`, { system, fault, ...idle });
    }
  }
  const begin = (entry: Entry, on: boolean): Promise<void> => {
    const before = last.get(entry.system);
    const done = Promise.all([quietly(entry.change?.done), on ? before : undefined]).then(() => turn(entry, on));
    const own = { on, done };
    entry.change = own;
    const settled = quietly(done).then(() => {
      if (entry.change === own) entry.change = undefined;
    });
    last.set(
      entry.system,
      Promise.resolve(before).then(() => Promise.race([settled, sleep(worksMs, undefined, { ref: false })])),
    );
    return done;
  };
  return {
    list: () => [...entries].map(([id, entry]) => describe(id, entry)),
    turn: async (id, on) => {
      const entry = entries.get(id);
      if (!entry) return false;
      await (entry.change?.on === on ? entry.change.done : begin(entry, on));
      return true;
    },
  };
}

async function quietly(work: Promise<void> | undefined): Promise<void> {
  await work?.catch(() => undefined);
}

async function turn(entry: Entry, on: boolean): Promise<void> {
  if (entry.on === on) {
    if (entry.failure !== undefined) throw entry.failure;
    return;
  }
  if (on) entry.on = true;
  entry.turning = on ? "breaking" : "healing";
  entry.failure = undefined;
  try {
    await (on ? entry.fault.break() : entry.fault.heal());
    entry.on = on;
  } catch (error) {
    if (on) entry.failure = error;
    throw error;
  } finally {
    entry.turning = undefined;
  }
}

function describe(id: string, { system, fault, on, turning }: Entry): FaultState {
  const checks = fault.checks.map((check) => `${system}/${check}`);
  return { id, system, title: fault.title, on, ...(turning && { turning }), checks, summary: fault.summary };
}
