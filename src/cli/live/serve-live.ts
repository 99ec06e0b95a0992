import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../core/clock.ts";
import type { CockpitStore } from "../../store/store.ts";
import { changesOf, type Shared } from "./changes.ts";
import { HELLO, type LiveMessage, WOULD_LEAD } from "./message.ts";
import { shortSocketPath } from "./socket-path.ts";

const FOLLOWERS = 32;
/** What a follower may leave unread before it is dropped, in bytes. */
const MOST_BEHIND = 1 << 20;
/** Changes of this long go out together. */
const TOGETHER_MS = 200;

export interface LiveServer {
  /** Tells the one who follows longest that the lead is theirs; false when nobody follows who would take it. */
  give(): boolean;
  close(): void;
}

export interface LivePlace {
  readonly path: string;
  /** Permissions of the socket: who may write to it may follow. */
  readonly mode: number;
  readonly store: CockpitStore;
  readonly clock: Clock;
}

/**
 * Tells what this cockpit sees to all who connect. It never waits for them: who reads too slowly, or says
 * anything but that it would lead, is hung up on. Call it as the only leader: what is left of an earlier one's socket is removed.
 * Rejects when the socket cannot be made.
 */
export async function serveLive({ path, mode, store, clock }: LivePlace): Promise<LiveServer> {
  const followers = new Set<Socket>();
  const heirs = new Set<Socket>();
  let told: Shared = store.getState();
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel = undefined;
    const now = store.getState();
    const lines = linesOf(changesOf(now, told));
    told = now;
    if (lines !== "") for (const follower of followers) tell(follower, lines);
  };
  const server = createServer((follower) => {
    if (followers.size >= FOLLOWERS) return void follower.destroy();
    followers.add(follower);
    follower.on("error", () => follower.destroy());
    follower.on("close", () => {
      followers.delete(follower);
      heirs.delete(follower);
    });
    follower.on("data", (said) => {
      if (said.equals(Buffer.from(WOULD_LEAD)) && !heirs.has(follower)) heirs.add(follower);
      else follower.destroy();
    });
    // Those who come between two flushes get what is new twice, which changes nothing.
    tell(follower, linesOf([HELLO, ...changesOf(store.getState())]));
  });
  await listen(server, path, mode);
  const unsubscribe = store.subscribe(() => {
    cancel ??= clock.after(TOGETHER_MS, flush);
  });
  return {
    give() {
      const [next] = heirs;
      if (next) for (const one of followers) tell(one, linesOf([{ type: "given", toYou: one === next }]));
      return next !== undefined;
    },
    close() {
      unsubscribe();
      cancel?.();
      server.close();
      for (const follower of followers) follower.end();
      rmSync(path, { force: true });
    },
  };
}

function tell(follower: Socket, lines: string): void {
  if (follower.writableLength > MOST_BEHIND) follower.destroy();
  else follower.write(lines);
}

function linesOf(messages: readonly LiveMessage[]): string {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join("");
}

async function listen(server: Server, path: string, mode: number): Promise<void> {
  rmSync(path, { force: true });
  const short = shortSocketPath(path);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(short.path, resolve);
    });
    server.on("error", () => undefined);
    chmodSync(path, mode);
  } finally {
    short.forget();
  }
}
