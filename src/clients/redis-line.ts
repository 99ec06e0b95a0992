import { Redis } from "ioredis";
import { CheckError } from "../core/check-error.ts";
import { untilAborted } from "./until-aborted.ts";

const IDLE_MS = 30_000;

/** One connection with a Redis, shared by looks. It is retired by the first look that is stopped, and closed by the last. */
export class RedisLine {
  readonly #redis: Redis;
  readonly #ready: Promise<void>;
  /** What the socket said; ioredis itself says only that the connection is closed. */
  #reason: Error | undefined;
  /** Commands whose answer somebody still waits for. */
  #awaited = 0;
  #retired = false;
  #idle: NodeJS.Timeout | undefined;
  readonly #closed: () => void;

  /** `closed` hears that it hangs up. */
  constructor(url: string, closed: () => void) {
    this.#closed = closed;
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
    this.#ready.catch(() => {
      this.#retired = true;
    });
  }

  get isOpen(): boolean {
    return !this.#retired;
  }

  /** Sends one command. Rejects with what the server or the socket said, or as soon as `signal` aborts. */
  async call(command: readonly [string, ...string[]], signal: AbortSignal): Promise<unknown> {
    this.#awaited += 1;
    clearTimeout(this.#idle);
    try {
      return await untilAborted(this.#send(command), signal, () => {
        this.#retired = true;
      });
    } finally {
      this.#awaited -= 1;
      this.#rest();
    }
  }

  hangUp(): void {
    this.#retired = true;
    clearTimeout(this.#idle);
    this.#redis.disconnect();
    this.#closed();
  }

  async #send([name, ...args]: readonly [string, ...string[]]): Promise<unknown> {
    try {
      await this.#ready;
      return await this.#redis.call(name, ...args);
    } catch (error) {
      throw this.#reason ?? error;
    }
  }

  #rest(): void {
    if (this.#awaited > 0) return;
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
