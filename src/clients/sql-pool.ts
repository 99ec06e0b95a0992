import { type SqlAddress, sqlAddress } from "./sql-address.ts";
import { SqlSession } from "./sql-session.ts";
import { untilAborted } from "./until-aborted.ts";

const SESSIONS = 2;
const IDLE_MS = 30_000;

/**
 * At most two sessions with one database; others wait. pg's own pool cannot hang up on a connection that is still being
 * made, which is all that a frozen server ever lets one have.
 */
export class SqlPool {
  readonly address: SqlAddress;
  /** Names of queries that timed out, and when. They are not sent again. */
  readonly latched = new Map<string, number>();
  readonly #idle: { session: SqlSession; timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #lent = new Set<SqlSession>();
  #free = SESSIONS;
  /** A pooler refused the start-up options once. */
  #plain = false;

  constructor(url: string) {
    this.address = sqlAddress(url);
  }

  /** Lends a session to `work`; when the signal aborts it is hung up, never given back. */
  async use<T>(work: (session: SqlSession) => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await this.#lend(work, signal);
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    for (const session of this.#lent) session.hangUp();
    await Promise.all(
      this.#idle.splice(0).map(({ session, timer }) => {
        clearTimeout(timer);
        return session.close();
      }),
    );
  }

  async #enter(signal: AbortSignal): Promise<void> {
    while (this.#free === 0) {
      let wake = (): void => {};
      const turn = new Promise<void>((resolve) => {
        wake = resolve;
      });
      this.#waiting.push(wake);
      try {
        await untilAborted(turn, signal);
      } catch (error) {
        const place = this.#waiting.indexOf(wake);
        if (place >= 0) this.#waiting.splice(place, 1);
        else this.#waiting.shift()?.();
        throw error;
      }
    }
    this.#free -= 1;
  }

  async #lend<T>(work: (session: SqlSession) => Promise<T>, signal: AbortSignal): Promise<T> {
    const session = this.#rested() ?? (await this.#dial(signal));
    this.#lent.add(session);
    try {
      return await untilAborted(work(session), signal, () => session.hangUp());
    } finally {
      this.#lent.delete(session);
      this.#rest(session);
    }
  }

  #rested(): SqlSession | undefined {
    for (let rested = this.#idle.pop(); rested; rested = this.#idle.pop()) {
      clearTimeout(rested.timer);
      if (rested.session.isOpen) return rested.session;
    }
    return undefined;
  }

  #rest(session: SqlSession): void {
    if (!session.isOpen) return;
    const timer = setTimeout(() => {
      this.#idle.splice(
        this.#idle.findIndex((rested) => rested.session === session),
        1,
      );
      session.close().catch(() => {});
    }, IDLE_MS);
    timer.unref();
    this.#idle.push({ session, timer });
  }

  async #dial(signal: AbortSignal): Promise<SqlSession> {
    try {
      return await this.#open(this.#plain ? this.address.plain : this.address.url, signal);
    } catch (error) {
      if (this.#plain || !refusesOptions(error)) throw error;
      this.#plain = true;
      return await this.#open(this.address.plain, signal);
    }
  }

  async #open(url: string, signal: AbortSignal): Promise<SqlSession> {
    const session = new SqlSession(url);
    this.#lent.add(session);
    try {
      await untilAborted(session.connect(), signal, () => session.hangUp());
      return session;
    } catch (error) {
      session.hangUp();
      throw error;
    } finally {
      this.#lent.delete(session);
    }
  }
}

/** PgBouncer: `unsupported startup parameter: options` (08P01). */
function refusesOptions(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && error.code === "08P01" && error.message.includes("startup parameter")
  );
}
