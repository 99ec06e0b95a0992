import { Redis } from "ioredis";
import { CheckError } from "../core/check-error.ts";

const IDLE_MS = 30_000;

/** One connection with a Redis, shared by looks. It is retired by the first look that is stopped, and closed by the last. */
export class RedisLine {
  readonly #redis: Redis;
  readonly #ready: Promise<void>;
  /** What the socket said; ioredis itself says only that the connection is closed. */
  #reason: Error | undefined;
  #inFlight = 0;
  #retired = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(url: string) {
    this.#redis = new Redis(url, {
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: () => null,
      connectTimeout: 0,
      disconnectTimeout: 200,
      enableReadyCheck: false,
      disableClientInfo: true,
      connectionName: "opsdeck",
      protocol: 2,
    });
    this.#redis.on("error", (error: Error) => {
      this.#reason ??= error;
    });
    this.#redis.on("end", () => {
      this.#retired = true;
    });
    this.#ready = this.#redis.connect();
    this.#ready.catch(() => this.retire());
  }

  get isOpen(): boolean {
    return !this.#retired;
  }

  /** Sends one command. Rejects with what the server or the socket said. */
  async call([name, ...args]: readonly [string, ...string[]]): Promise<unknown> {
    this.#inFlight += 1;
    clearTimeout(this.#idle);
    try {
      await this.#ready;
      return await this.#redis.call(name, ...args);
    } catch (error) {
      throw this.#reason ?? error;
    } finally {
      this.#inFlight -= 1;
      this.#rest();
    }
  }

  /** Takes no further looks; hangs up when nobody waits any more. A look that was stopped does not wait. */
  retire(stopped = 0): void {
    this.#retired = true;
    if (this.#inFlight - stopped <= 0) this.hangUp();
  }

  hangUp(): void {
    this.#retired = true;
    clearTimeout(this.#idle);
    this.#redis.disconnect();
  }

  #rest(): void {
    if (this.#inFlight > 0) return;
    if (this.#retired) this.hangUp();
    else this.#idle = setTimeout(() => this.hangUp(), IDLE_MS).unref();
  }
}

export interface RedisAddress {
  readonly url: string;
  readonly place: string;
}

/** Reads `redis://` and `rediss://` URLs. Rejects with CheckError("config"). */
export function redisAddress(written: string): RedisAddress {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === "") {
    throw new CheckError("config", "the Redis is not a connection URL", {
      hint: "write redis://user:password@host:6379/0, or rediss:// for TLS",
    });
  }
  return { url: written, place: url.host };
}
