import { join } from "node:path";
import { type TeamLead, TeamSession } from "../../clients/team-session.ts";
import type { Clock } from "../../core/clock.ts";
import { plural } from "../../core/plural.ts";
import { bastionOf, keepBastion } from "../../journal/bastion.ts";
import { JournalError } from "../../journal/journal-error.ts";
import { type LockOwner, takeLock } from "../../journal/lock.ts";
import { makeFolder, modesOf } from "../../journal/modes.ts";
import { personOf } from "./news.ts";
import { TeamSync } from "./sync.ts";

/** The lease is free so long after the last word of the one who held it, by the server's clock. */
export const LEASE_MS = 10_000;
const TURN_MS = 250;
const AGAIN_MS = 1000;
/** How long a lead that was given away is left to others. */
const STAND_BACK_MS = 5000;

/** The part of a lease's time for which a free one is left to the bastion that had it. */
const COURTESY = 0.2;
export const NOBODY: FarLeader = { name: "nobody", pid: 0, host: "" };

/** Who leads all bastions of the store, when this one does not. */
export interface FarLeader {
  readonly name: string;
  readonly pid: number;
  readonly host: string;
}

export interface TeamParts {
  /** Gives the store's connection URL. */
  readonly url: () => Promise<string>;
  readonly state: string;
  readonly host: string;
  /** The person, as lines name them. */
  readonly by: string;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
  readonly leaseMs: number;
  readonly mayLead: boolean;
  /** Undefined: this one leads. Not told while that cannot be known. */
  readonly leader: (leader: FarLeader | undefined) => void;
  /** Since when the store cannot be reached, in ms since 1970; undefined when it can. Told when that changes. */
  readonly away: (since: number | undefined) => void;
  /** Lines of other bastions are on this disk now. */
  readonly brought: () => void;
  /** What people should know: the store is gone, is back, does not fit. */
  readonly tell: (text: string) => void;
}

/**
 * A bastion's link with the store that it shares with others. Lines are on this disk first; the link brings them there and
 * fetches those of others, and seeks the lease. While the store cannot be reached it says so, tries again, and leads nobody.
 */
export class TeamLink {
  readonly #parts: TeamParts;
  readonly #sync: TeamSync;
  #session: TeamSession | undefined;
  #reaching: Promise<TeamSession> | undefined;
  #unlock: (() => void) | undefined;
  #seen: string | undefined;
  /** Something came into the store since the turn began. */
  #news = false;
  #far: TeamLead | undefined;
  #missing = 0;
  #down = false;
  /** Lines may have been written while the store could not be reached. */
  #merging = false;
  #joined = false;
  readonly #told = new Set<string>();
  #notBefore = 0;
  /** Since when the lease that another bastion had is seen to be free. */
  #freeSince: number | undefined;
  #cancel = (): void => undefined;
  #turn: Promise<void> | undefined;
  #ended = false;

  constructor(parts: TeamParts) {
    this.#parts = parts;
    this.#sync = new TeamSync(parts.state, this.#owner());
  }

  /** The number by which this process leads all bastions; undefined when it does not, or does not know. */
  get fence(): number | undefined {
    return this.#session?.fence;
  }

  /** Whether the store answered last, who led there then, and how many lines of others are there that this disk has not. */
  get seen(): { readonly reached: boolean; readonly lead: TeamLead | undefined; readonly missing: number } {
    return { reached: this.#session !== undefined, lead: this.#far, missing: this.#missing };
  }

  start(): void {
    const later = (): void => {
      if (this.#ended) return;
      const ms = this.#session ? TURN_MS : AGAIN_MS;
      this.#cancel = this.#parts.clock.after(ms, () => void this.turn().finally(later));
    };
    void this.turn().finally(later);
  }

  /** One turn at once; joins the one that is under way. */
  turn(): Promise<void> {
    this.#turn ??= this.#take().finally(() => {
      this.#turn = undefined;
      if (this.#news) void this.turn();
    });
    return this.#turn;
  }

  /** Leaves the lead to another bastion. */
  async give(): Promise<void> {
    if (this.fence === undefined) return;
    this.#notBefore = this.#parts.clock.mono() + STAND_BACK_MS;
    await this.#session?.abdicate().catch((error: unknown) => this.#lose(error));
  }

  /** Keeps other bastions from restoring a duty; without the store nobody can be kept. Rejects when another restores it. */
  async claim(duty: string): Promise<() => void> {
    let release: (() => void) | undefined;
    try {
      release = await (await this.#reach()).claim(duty);
    } catch (error) {
      this.#lose(error);
      return () => undefined;
    }
    if (release) return release;
    throw new JournalError("held", this.#parts.state, `${duty} is being restored on another bastion`);
  }

  /** Brings what is still here to the store when it is connected, and hangs up. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#cancel();
    if (this.#session?.isOpen) await this.turn();
    this.#ended = true;
    this.#session?.close();
    this.#unlock?.();
  }

  async #take(): Promise<void> {
    this.#news = false;
    if (this.#ended) return;
    try {
      // Where another process speaks for this bastion, this one only looks, and keeps its claims.
      const ours = this.#isOurs();
      const session = await this.#reach();
      if (!ours) return await this.#watch(session);
      this.#missing = 0;
      await this.#seek(session);
      await this.#bring(session);
    } catch (error) {
      this.#lose(error);
    }
  }

  async #watch(session: TeamSession): Promise<void> {
    this.#far = await session.leader();
    this.#missing = await this.#sync.missing(session, bastionOf(this.#parts.state));
  }

  /** One process of a state directory speaks for it. */
  #isOurs(): boolean {
    if (this.#unlock) return true;
    const { state, leader } = this.#parts;
    const modes = modesOf(state);
    const folder = join(state, "leads");
    makeFolder(folder, modes);
    const tried = takeLock({ folder, name: "team", modes }, this.#owner());
    if (tried.taken) this.#unlock = tried.release;
    else leader({ name: personOf(tried.holder.by), pid: tried.holder.pid, host: tried.holder.host });
    return tried.taken;
  }

  #owner(): LockOwner {
    const { host, by, clock } = this.#parts;
    return { host, by, now: clock.now() };
  }

  #reach(): Promise<TeamSession> {
    this.#reaching ??= this.#connect().finally(() => {
      this.#reaching = undefined;
    });
    return this.#reaching;
  }

  async #connect(): Promise<TeamSession> {
    if (this.#session?.isOpen) return this.#session;
    if (this.#session) this.#lose(new Error(this.#session.ended));
    const { url, leaseMs, redact, state, host, tell, away } = this.#parts;
    const news = (): void => {
      this.#news = true;
      this.#seen = undefined;
      void this.turn();
    };
    const session = await TeamSession.open(await url(), { leaseMs, redact, news });
    try {
      const bastion = bastionOf(state);
      const ordinal = await session.enroll(bastion.id, host);
      if (ordinal !== bastion.ordinal) keepBastion(state, { ...bastion, ordinal });
    } catch (error) {
      session.close();
      throw error;
    }
    if (this.#down) {
      away(undefined);
      tell("the store is back");
    }
    this.#down = false;
    this.#seen = undefined;
    this.#session = session;
    return session;
  }

  async #seek(session: TeamSession): Promise<void> {
    const { mayLead, clock, state, host, by, leader } = this.#parts;
    const me = { bastion: bastionOf(state).id, host, by, pid: process.pid };
    const mayTake = session.fence !== undefined || (await this.#isFree(session, me.bastion));
    if (mayLead && mayTake && clock.mono() >= this.#notBefore && (await session.lead(me))) return leader(undefined);
    const far = await session.leader();
    this.#far = far;
    leader(far?.now ? { name: personOf(far.by), pid: far.pid, host: far.host } : NOBODY);
  }

  /** Where the last lead was, another cockpit of that bastion comes first: it has the incident on its screen. */
  async #isFree(session: TeamSession, bastion: string): Promise<boolean> {
    const last = await session.leader();
    const now = this.#parts.clock.mono();
    if (last === undefined || last.now || last.bastion === bastion) this.#freeSince = undefined;
    else this.#freeSince ??= now;
    if (last?.now) return false;
    return this.#freeSince === undefined || now - this.#freeSince >= this.#parts.leaseMs * COURTESY;
  }

  /** News of the store, or of this disk. */
  async #bring(session: TeamSession): Promise<void> {
    const print = this.#sync.print();
    if (print === this.#seen) return;
    this.#seen = print;
    const { pushed, pulled, news, conflicts } = await this.#sync.run(session, bastionOf(this.#parts.state));
    if (pulled > 0) this.#parts.brought();
    // What was so before this one came is history.
    if (this.#joined) for (const text of news) this.#parts.tell(text);
    this.#joined = true;
    for (const conflict of conflicts.filter((one) => !this.#told.has(one))) this.#parts.tell(conflict);
    for (const conflict of conflicts) this.#told.add(conflict);
    if (pushed > 0 && this.#merging)
      this.#parts.tell(`the store has ${plural(pushed, "line")} that were written meanwhile`);
    this.#merging = false;
  }

  #lose(error: unknown): void {
    this.#session?.close();
    this.#session = undefined;
    this.#merging = true;
    if (this.#down || this.#ended) return;
    this.#down = true;
    this.#parts.away(this.#parts.clock.now());
    const why = error instanceof Error ? error.message : String(error);
    this.#parts.tell(`the store cannot be reached, this bastion goes on with its own journal: ${why}`);
  }
}
