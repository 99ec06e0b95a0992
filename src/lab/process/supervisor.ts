import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "./child-process.ts";

const RESTART_MS = 1_000;

/** Stands for the host that a program runs on: a process that ends by itself is started again, for ever. */
export interface Supervisor<C> {
  /** The running program; throws while there is none. */
  child(): Child;
  running(): boolean;
  /** Ends the process at once and starts another, with other settings if given. Rejects when it cannot start; it is tried on. */
  restart(change?: Partial<C>): Promise<void>;
  /** Ends the process and leaves it so. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface Slot<C> {
  readonly start: (config: C) => Promise<Child>;
  child: Child | undefined;
  /** A start that is under way: it has to settle before another may take the port. */
  starting: Promise<Child | undefined> | undefined;
  config: C;
  /** Counts the takeovers, so that the loop that keeps the program alive sees that it is no longer wanted. */
  turn: number;
}

export async function supervise<C>(
  { startChild }: { readonly startChild: (name: string, config: unknown) => Promise<Child> },
  name: string,
  config: C,
): Promise<Supervisor<C>> {
  const start = (given: C) => startChild(name, given);
  const slot: Slot<C> = { start, child: undefined, starting: undefined, config, turn: 0 };
  await begin(slot);
  const alone = oneAfterAnother();
  return {
    child: () => {
      if (!slot.child) throw new Error(`${name} is not running`);
      return slot.child;
    },
    running: () => slot.child !== undefined,
    restart: (change = {}) =>
      alone(async () => {
        await end(slot, "kill");
        slot.config = { ...slot.config, ...change };
        await beginAgain(slot);
      }),
    kill: () => alone(() => end(slot, "kill")),
    stop: () => alone(() => end(slot, "stop")),
  };
}

/** Runs one after another what must not meet: two starts at once would want one port. */
function oneAfterAnother(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

async function begin<C>(slot: Slot<C>): Promise<void> {
  slot.turn += 1;
  slot.child = await slot.start(slot.config);
  void keepAlive(slot, slot.turn);
}

/** A start that fails is the host's to repeat. */
async function beginAgain<C>(slot: Slot<C>): Promise<void> {
  try {
    await begin(slot);
  } catch (error) {
    void keepAlive(slot, slot.turn);
    throw error;
  }
}

async function end<C>(slot: Slot<C>, how: "stop" | "kill"): Promise<void> {
  slot.turn += 1;
  await slot.starting;
  const { child } = slot;
  slot.child = undefined;
  if (how === "kill") child?.signal("SIGKILL");
  await (how === "kill" ? child?.exited : child?.stop());
}

/** Waits for the end of the process and starts the next, until somebody else has taken over. */
async function keepAlive<C>(slot: Slot<C>, turn: number): Promise<void> {
  await slot.child?.exited;
  while (slot.turn === turn) {
    slot.child = undefined;
    await sleep(RESTART_MS);
    if (slot.turn !== turn) return;
    slot.starting = slot.start(slot.config).catch(() => undefined);
    slot.child = await slot.starting;
    slot.starting = undefined;
    if (slot.turn === turn) await slot.child?.exited;
  }
}
