import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "../process/child-process.ts";
import type { SystemContext } from "../system.ts";
import type { BotConfig } from "./bot/bot-context.ts";

const RESTART_MS = 1_000;

/** Stands for the host that the bot runs on: a process that ends by itself is started again, for ever. */
export interface Supervisor {
  /** The running bot; throws while there is none. */
  bot(): Child;
  running(): boolean;
  /** Ends the process at once and starts another, with other settings if given. */
  restart(change?: Partial<BotConfig>): Promise<void>;
  /** Ends the process and leaves it so. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface Slot {
  child: Child | undefined;
  /** A start that is under way: it has to settle before another may take the port. */
  starting: Promise<Child | undefined> | undefined;
  config: BotConfig;
  /** Counts the takeovers, so that the loop that keeps the bot alive sees that it is no longer wanted. */
  turn: number;
}

export async function superviseBot(context: SystemContext, config: BotConfig): Promise<Supervisor> {
  const slot: Slot = { child: undefined, starting: undefined, config, turn: 0 };
  const end = async (how: "stop" | "kill") => {
    slot.turn += 1;
    await slot.starting;
    const { child } = slot;
    slot.child = undefined;
    if (how === "kill") child?.signal("SIGKILL");
    await (how === "kill" ? child?.exited : child?.stop());
  };
  const start = async () => {
    slot.turn += 1;
    slot.child = await context.startChild("together-bot", slot.config);
    void keepAlive(context, slot, slot.turn);
  };
  await start();
  return {
    bot: () => {
      if (!slot.child) throw new Error("the bot is not running");
      return slot.child;
    },
    running: () => slot.child !== undefined,
    restart: async (change = {}) => {
      await end("kill");
      slot.config = { ...slot.config, ...change };
      await start();
    },
    kill: () => end("kill"),
    stop: () => end("stop"),
  };
}

/** Waits for the end of the process and starts the next, until somebody else has taken over. */
async function keepAlive(context: SystemContext, slot: Slot, turn: number): Promise<void> {
  await slot.child?.exited;
  while (slot.turn === turn) {
    slot.child = undefined;
    await sleep(RESTART_MS);
    if (slot.turn !== turn) return;
    slot.starting = context.startChild("together-bot", slot.config).catch(() => undefined);
    slot.child = await slot.starting;
    slot.starting = undefined;
    if (slot.turn === turn) await slot.child?.exited;
  }
}
