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
  readonly checks: readonly string[];
  readonly summary: string;
}

export interface FaultBoard {
  list(): FaultState[];
  /** Idempotent. False when there is no such fault. */
  turn(id: string, on: boolean): Promise<boolean>;
}

interface Entry {
  readonly system: string;
  readonly fault: Fault;
  on: boolean;
}

/** All faults of a lab. Changes are made one after another: two faults that restart one process must not meet. */
export function createFaultBoard(systems: ReadonlyMap<string, readonly Fault[]>): FaultBoard {
  const entries = new Map<string, Entry>();
  for (const [system, faults] of systems) {
    for (const fault of faults) entries.set(`${system}/${fault.id}`, { system, fault, on: false });
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    list: () => [...entries].map(([id, entry]) => describe(id, entry)),
    turn: (id, on) => {
      const turned = last.then(() => turn(entries.get(id), on));
      last = turned.catch(() => undefined);
      return turned;
    },
  };
}

async function turn(entry: Entry | undefined, on: boolean): Promise<boolean> {
  if (!entry) return false;
  if (entry.on === on) return true;
  if (on) entry.on = true;
  await (on ? entry.fault.break() : entry.fault.heal());
  entry.on = on;
  return true;
}

function describe(id: string, { system, fault, on }: Entry): FaultState {
  const checks = fault.checks.map((check) => `${system}/${check}`);
  return { id, system, title: fault.title, on, checks, summary: fault.summary };
}
