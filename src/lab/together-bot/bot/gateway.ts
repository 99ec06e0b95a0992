import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { BotLog } from "./bot-log.ts";

const RECONNECT_MS = 500;

/** The bot's connection to Discord's gateway. */
export interface Gateway {
  /** False from a close code that cannot be recovered until the process starts again: so does discord.js 14.25. */
  readonly ready: boolean;
  /** Whether members' commands arrive now; nothing of the bot shows it. */
  readonly connected: boolean;
}

interface GatewayState {
  ready: boolean;
  connected: boolean;
  lost: boolean;
}

/** Resolves when the login has succeeded; rejects when Discord refuses the token at the start. */
export function login(port: number, log: BotLog): Promise<Gateway> {
  const state: GatewayState = { ready: false, connected: false, lost: false };
  return new Promise((resolve, reject) => {
    open(port, log, state, {
      onReady: () => resolve(state),
      onRefused: () => reject(new Error("An invalid token was provided.")),
    });
  });
}

interface LoginHooks {
  readonly onReady: () => void;
  readonly onRefused: () => void;
}

function open(port: number, log: BotLog, state: GatewayState, hooks: LoginHooks): void {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  createInterface({ input: socket }).on("line", (line) => receive(JSON.parse(line), log, state, hooks));
  socket.on("close", () => {
    state.connected = false;
    if (!state.lost) setTimeout(() => open(port, log, state, hooks), RECONNECT_MS);
  });
}

/** An ordinary drop is not seen: only a resume is logged, and `ready` stays true (a real outage is a false green). */
function receive(message: Record<string, unknown>, log: BotLog, state: GatewayState, hooks: LoginHooks): void {
  if (message.op === "close") {
    state.lost = true;
    state.ready = false;
    log.warn("Discord shard disconnected", { feature: "discord", shard_id: 0, code: message.code });
    hooks.onRefused();
    return;
  }
  if (message.t !== "READY") return;
  state.connected = true;
  if (state.ready) {
    log.info("Discord shard resumed", { feature: "discord", shard_id: 0, replayed_events: 0 });
    return;
  }
  state.ready = true;
  log.info("Discord ready", { feature: "discord", bot_user_id: message.user, guild_count: message.guilds });
  hooks.onReady();
}
