import { Socket } from "node:net";
import type pg from "pg";
import { sqlAddress } from "./sql-address.ts";
import { sqlFailure } from "./sql-failure.ts";
import { untilAborted } from "./until-aborted.ts";

/** One line of one bastion's journal of one incident. */
export interface TeamLine {
  readonly incident: number;
  readonly bastion: string;
  /** 1, 2, 3 … within the journal. */
  readonly seq: number;
  readonly line: string;
  /** It opens the incident, which only one bastion can. */
  readonly opens: boolean;
  /** The lease by which its writer says that it led. */
  readonly fence: number | null;
}

/** How far the store has one bastion's journal of one incident. */
export type TeamHead = Pick<TeamLine, "incident" | "bastion" | "seq">;

/** Who leads all bastions of a store. */
export interface TeamLeader {
  readonly fence: number;
  readonly bastion: string;
  readonly host: string;
  readonly by: string;
  readonly pid: number;
}

/** Who led last, and whether they still do. */
export interface TeamLead extends TeamLeader {
  readonly now: boolean;
}

/** The store has another line in that place, or another bastion opened an incident by that number. */
export class TeamConflict extends Error {
  override readonly name = "TeamConflict";
  readonly incident: number;
  readonly kind: "opened" | "differs";

  constructor(kind: "opened" | "differs", incident: number) {
    super(`incident ${incident}: ${kind === "opened" ? "opened by another bastion" : "another line is there"}`);
    this.kind = kind;
    this.incident = incident;
  }
}

export interface TeamOptions {
  /** After so long without a word of this process the server ends its session, and the lease is free. ms. */
  readonly leaseMs: number;
  readonly redact: (text: string) => string;
  /** Something has come into the store. */
  readonly news: () => void;
}

/** Advisory locks: of the lease, and of a duty that is restored. */
const LEASE = "7433, 1";
const DUTY = "7434, hashtext($1)";
const PULL = 500;

/**
 * One connection with a store. Every call rejects with a CheckError when there is no answer in half of `leaseMs`, and the
 * connection is hung up then: whoever held the lease by it knows before the server gives it to another.
 */
export class TeamSession {
  readonly #options: TeamOptions;
  readonly #client: pg.Client;
  readonly #socket = new Socket();
  readonly #place: string;
  #fence: number | undefined;
  #open = true;
  #ended = "the connection has ended";

  private constructor(url: string, options: TeamOptions, { Client }: typeof pg) {
    const address = sqlAddress(url);
    this.#options = options;
    this.#place = address.place;
    this.#client = new Client({ connectionString: address.plain, stream: () => this.#socket });
    this.#client.on("error", (error) => {
      this.#ended = sqlFailure(error, options.redact(this.#place), options.redact).message;
      this.close();
    });
    this.#client.on("end", () => this.close());
    this.#client.on("notification", options.news);
  }

  static async open(url: string, options: TeamOptions): Promise<TeamSession> {
    const { default: driver } = await import("pg");
    const session = new TeamSession(url, options, driver);
    await session.#within(session.#client.connect());
    const bound = Math.max(1, Math.round(options.leaseMs));
    // What others have seen of the store must still be there when its database comes back.
    await session.#query(
      `set idle_session_timeout = ${bound}; set idle_in_transaction_session_timeout = ${bound};
       set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3;
       set statement_timeout = ${bound}; set lock_timeout = ${bound}; set synchronous_commit = on; listen opsdeck`,
    );
    return session;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Why it is not open any more. */
  get ended(): string {
    return this.#ended;
  }

  /** The number by which this session leads; undefined when it does not. */
  get fence(): number | undefined {
    return this.#open ? this.#fence : undefined;
  }

  /** Tells the store of this bastion; gives its ordinal. */
  async enroll(id: string, name: string): Promise<number> {
    await this.#query(
      "insert into opsdeck.bastions (id, name) select $1, $2 where not exists (select from opsdeck.bastions where id = $1)",
      [id, name],
    );
    const [row] = await this.#query<{ ordinal: number }>("select ordinal from opsdeck.bastions where id = $1", [id]);
    return row?.ordinal ?? 0;
  }

  heads(): Promise<readonly TeamHead[]> {
    return this.#query<TeamHead>(
      "select incident, bastion, max(seq) as seq from opsdeck.lines group by incident, bastion order by incident, bastion",
    );
  }

  /** Adds lines of one journal. Those that are there already stay as they are. Rejects with TeamConflict when they differ. */
  async push(lines: readonly TeamLine[]): Promise<void> {
    const columns = [
      lines.map((line) => line.incident),
      lines.map((line) => line.bastion),
      lines.map((line) => line.seq),
      lines.map((line) => line.line),
      lines.map((line) => line.opens),
      lines.map((line) => line.fence),
    ];
    const given = "unnest($1::int[], $2::text[], $3::int[], $4::text[], $5::bool[], $6::bigint[])";
    const names = "incident, bastion, seq, line, opens, fence";
    await this.#query(
      `insert into opsdeck.lines (${names}) select * from ${given} on conflict (incident, bastion, seq) do nothing`,
      columns,
    ).catch((error: unknown) => {
      const incident = lines[0]?.incident ?? 0;
      throw isSecondOpening(error) ? new TeamConflict("opened", incident) : error;
    });
    const [other] = await this.#query<{ incident: number }>(
      `select kept.incident from opsdeck.lines kept join ${given} given (${names}) using (incident, bastion, seq)
       where kept.line <> given.line limit 1`,
      columns,
    );
    if (other) throw new TeamConflict("differs", other.incident);
  }

  /** The next lines of one journal, at most 500. */
  async pull({ incident, bastion, seq }: TeamHead): Promise<readonly string[]> {
    const rows = await this.#query<{ line: string }>(
      `select line from opsdeck.lines where incident = $1 and bastion = $2 and seq > $3 order by seq limit ${PULL}`,
      [incident, bastion, seq],
    );
    return rows.map(({ line }) => line);
  }

  /** Who led last; undefined when nobody ever did. */
  async leader(): Promise<TeamLead | undefined> {
    const [row] = await this.#query<TeamLead & { readonly fence: string }>(
      `select fence, bastion, host, by, pid, exists (select from opsdeck.lease) as now
       from opsdeck.leads order by fence desc limit 1`,
    );
    return row && { ...row, fence: Number(row.fence) };
  }

  /** Takes the lease when it is free, or keeps it; true when this session holds it. */
  async lead(me: Omit<TeamLeader, "fence">): Promise<boolean> {
    if (this.#fence !== undefined) {
      await this.#query("select 1");
      return true;
    }
    const [tried] = await this.#query<{ got: boolean }>(`select pg_try_advisory_lock(${LEASE}) as got`);
    if (!tried?.got) return false;
    const rows = await this.#query<{ fence: string }>(
      "insert into opsdeck.leads (bastion, host, by, pid) values ($1, $2, $3, $4) returning fence",
      [me.bastion, me.host, me.by, me.pid],
    ).catch((error: unknown) => {
      // A lease without a number would keep everybody from leading.
      this.close();
      throw error;
    });
    this.#fence = Number(rows[0]?.fence);
    return true;
  }

  /** Gives the lease back. */
  async abdicate(): Promise<void> {
    this.#fence = undefined;
    await this.#query(`select pg_advisory_unlock(${LEASE})`);
  }

  /** Keeps other bastions from restoring a duty; gives how to end that. Undefined: another one keeps it. */
  async claim(duty: string): Promise<(() => void) | undefined> {
    const [tried] = await this.#query<{ got: boolean }>(`select pg_try_advisory_lock(${DUTY}) as got`, [duty]);
    if (!tried?.got) return undefined;
    return () => void this.#query(`select pg_advisory_unlock(${DUTY})`, [duty]).catch(() => this.close());
  }

  /** Hangs up; what it held is free as soon as the server sees that. */
  close(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  async #query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]> {
    const asked = values ? this.#client.query(text, [...values]) : this.#client.query(text);
    const result: pg.QueryResult = await this.#within(asked);
    return result.rows;
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    try {
      return await untilAborted(work, AbortSignal.timeout(this.#options.leaseMs / 2), () => this.close());
    } catch (error) {
      if (isSecondOpening(error)) throw error;
      throw sqlFailure(error, this.#options.redact(this.#place), this.#options.redact);
    }
  }
}

function isSecondOpening(error: unknown): boolean {
  return error instanceof Error && "constraint" in error && error.constraint === "lines_one_opening";
}
