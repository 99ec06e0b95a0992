import type { RedisClient } from "../core/clients.ts";
import { refuseCommand } from "./redis-commands.ts";
import { redisFailure } from "./redis-failure.ts";
import { RedisLine, redisAddress } from "./redis-line.ts";
import type { Vault } from "./secret-vault.ts";
import { untilAborted } from "./until-aborted.ts";

export interface OwnedRedisClient extends RedisClient, AsyncDisposable {}

/** One connection a server, opened when it is first needed; reading commands only; nothing is sent twice. */
export function createRedisClient(vault: Vault): OwnedRedisClient {
  /** The newest of each server; older ones may still be waited for. */
  const newest = new Map<string, RedisLine>();
  const open = new Set<RedisLine>();
  const lineOf = (url: string): RedisLine => {
    const known = newest.get(url);
    if (known?.isOpen) return known;
    const line: RedisLine = new RedisLine(url, () => void open.delete(line));
    newest.set(url, line);
    open.add(line);
    return line;
  };
  return {
    async read(server, command, signal) {
      refuseCommand(command);
      const { url, place } = redisAddress(await untilAborted(vault.reveal(server), signal));
      const line = lineOf(url);
      try {
        return redactedReply(await line.call(command, signal), vault);
      } catch (error) {
        throw redisFailure(error, place, vault.redact);
      }
    },
    [Symbol.asyncDispose]() {
      for (const line of open) line.hangUp();
      newest.clear();
      return Promise.resolve();
    },
  };
}

function redactedReply(reply: unknown, vault: Vault): unknown {
  if (typeof reply === "string") return vault.redact(reply);
  if (Array.isArray(reply)) return reply.map((item) => redactedReply(item, vault));
  return reply;
}
