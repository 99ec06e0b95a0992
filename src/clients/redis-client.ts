import type { RedisClient } from "../core/clients.ts";
import { refuseCommand } from "./redis-commands.ts";
import { redisFailure } from "./redis-failure.ts";
import { RedisLine, redisAddress } from "./redis-line.ts";
import type { Vault } from "./secret-vault.ts";
import { untilAborted } from "./until-aborted.ts";

export interface OwnedRedisClient extends RedisClient, AsyncDisposable {}

/** One connection a server, opened when it is first needed; reading commands only; nothing is sent twice. */
export function createRedisClient(vault: Vault): OwnedRedisClient {
  const lines = new Map<string, RedisLine>();
  const lineOf = (url: string): RedisLine => {
    const known = lines.get(url);
    if (known?.isOpen) return known;
    const line = new RedisLine(url);
    lines.set(url, line);
    return line;
  };
  return {
    async read(server, command, signal) {
      refuseCommand(command);
      const { url, place } = redisAddress(await untilAborted(vault.reveal(server), signal));
      const line = lineOf(url);
      try {
        return redactedReply(await untilAborted(line.call(command), signal, () => line.retire(1)), vault);
      } catch (error) {
        throw redisFailure(error, place, vault.redact);
      }
    },
    [Symbol.asyncDispose]() {
      for (const line of lines.values()) line.hangUp();
      lines.clear();
      return Promise.resolve();
    },
  };
}

function redactedReply(reply: unknown, vault: Vault): unknown {
  if (typeof reply === "string") return vault.redact(reply);
  if (Array.isArray(reply)) return reply.map((item) => redactedReply(item, vault));
  return reply;
}
