import type { Scalar } from "./reading.ts";
import type { Text } from "./secret.ts";

/** The network, as a check sees it. src/clients implements it, opens late, closes once, retries never. */
export interface Clients {
  readonly http: HttpClient;
  readonly sql: SqlClient;
  readonly redis: RedisClient;
  readonly qstash: QstashClient;
  readonly sockets: SocketClient;
  readonly feeds: FeedClient;
  readonly programs: ProgramClient;
  readonly files: FileClient;
  readonly secrets: SecretClient;
}

export interface HttpRequest {
  readonly url: Text;
  readonly method?: "GET" | "HEAD" | "OPTIONS" | "POST";
  readonly headers?: Readonly<Record<string, Text>>;
  readonly body?: Text;
  /** Default 1 MiB. A longer answer is cut off and fails as `too-large`. 0: the body is not read at all. */
  readonly maxBytes?: number;
  /** JSON pointer to a secret in the answer: it comes back as its hash only. */
  readonly secretAt?: string;
  /** Sent with the token of this login as its bearer; `stream` does not sign in. */
  readonly login?: Login;
}
/** How a target gives a token that is good for a while. */
export interface Login {
  readonly url: Text;
  /** Fields of the JSON that is posted. */
  readonly body: Readonly<Record<string, Text>>;
  /** JSON pointer to the token in the answer. */
  readonly token: string;
}
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of `secretAt`: sha256 in hex of the text that stood there; absent when none did. */
  readonly secretHash?: string;
  /** Until the headers were there, and until the body was, in ms. */
  readonly headersMs: number;
  readonly tookMs: number;
}
export interface HttpStreamRequest extends Omit<HttpRequest, "maxBytes" | "login"> {
  /** Reading ends after so many bytes of the body. Default 1 MiB. */
  readonly maxBytes?: number;
  /** Reading ends so long after the headers, in ms. Default: only with the body or by the signal. */
  readonly forMs?: number;
}
export interface HttpStreamed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly headersMs: number;
  readonly tookMs: number;
  /** Why reading ended: the reader had enough, the body was over, or a bound was met. */
  readonly ended: "enough" | "over" | "bytes" | "time";
}
/** Takes one line of a body, without its end and with secrets redacted. `enough` ends the reading. */
export type LineReader = (line: string, answer: { readonly status: number }) => "more" | "enough";

export interface HttpClient {
  /** Sends once; follows no redirect. Rejects with CheckError; any status is an answer. */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /**
   * As `request`, for an answer that goes on: its lines are handed over as they come (server-sent events, NDJSON), and the
   * connection is closed when the reader has enough. A line that a bound cut off is not handed over.
   */
  stream(request: HttpStreamRequest, onLine: LineReader, signal: AbortSignal): Promise<HttpStreamed>;
}

/** A stream of lines that only tells what happens from now on, such as a live tail of a log. */
export interface FeedRequest {
  /** Whose memory it is. A request with another address and the same name goes on with the same memory. */
  readonly name: string;
  readonly request: Pick<HttpRequest, "url" | "headers">;
  /** Lines older than this, in ms, are forgotten. */
  readonly keepMs: number;
  /** How long the first look listens before it tells, in ms; and the first after a break. */
  readonly firstMs: number;
}
export interface FeedLine {
  /** When it came, in ms since 1970. */
  readonly at: number;
  readonly text: string;
}
export interface Feed {
  /** Since when nothing was missed, in ms since 1970. */
  readonly since: number;
  /** Oldest first; at most 20,000, the younger ones. */
  readonly lines: readonly FeedLine[];
  /** Instead of a stream: an answer with another status than 200. */
  readonly refused?: HttpResponse;
}
export interface FeedClient {
  /**
   * What a stream has said since it was first followed. The first call opens it, and it stays open between looks. Rejects
   * with CheckError when it broke; the next call opens it again.
   */
  follow(feed: FeedRequest, signal: AbortSignal): Promise<Feed>;
}

export interface SqlQuery {
  /** A connection URL. */
  readonly database: Text;
  readonly text: string;
  readonly values?: readonly (Scalar | readonly string[])[];
  /** The server's statement_timeout in ms; the caller's signal should be a little longer. */
  readonly statementMs: number;
  /** Rows beyond it are not read. Default 200. */
  readonly maxRows?: number;
  /** Names the query for latching: once it timed out it is not sent again until the cockpit restarts. */
  readonly latch?: string;
}
export interface SqlResult {
  /** int8 and numeric as numbers where they are safe, timestamps as ISO texts, json as text, intervals as seconds. */
  readonly rows: readonly Readonly<Record<string, Scalar>>[];
  readonly truncated: boolean;
  readonly tookMs: number;
}
export interface SqlClient {
  /** Runs one statement in a read-only session. Rejects with CheckError; SQLSTATE kept as the code. */
  read(query: SqlQuery, signal: AbortSignal): Promise<SqlResult>;
}

export interface RedisClient {
  /** Runs one command of the read-only allow-list. Replies are scalars or arrays of them. */
  read(server: Text, command: readonly [string, ...string[]], signal: AbortSignal): Promise<unknown>;
}

export interface QstashTarget {
  readonly token: Text;
  /** The API's base URL; default the cloud's. */
  readonly url?: Text;
}
export type QstashRead =
  | { readonly what: "dlq"; readonly count: number }
  | { readonly what: "events"; readonly count: number; readonly since?: number }
  | { readonly what: "queues" }
  | { readonly what: "schedules" };
export interface QstashClient {
  /** Reads one list; `items` as QStash gives them, `more` when there is a next page. */
  read(
    target: QstashTarget,
    read: QstashRead,
    signal: AbortSignal,
  ): Promise<{ readonly items: readonly unknown[]; readonly more: boolean }>;
}

export interface SocketClient {
  /** Resolves a name to addresses of both families: as this machine does, or by one name server (`address:port`). */
  lookup(
    name: string,
    signal: AbortSignal,
    server?: string,
  ): Promise<{ readonly addresses: readonly string[]; readonly tookMs: number }>;
  /** Connects and hangs up. */
  connect(
    host: string,
    port: number,
    signal: AbortSignal,
  ): Promise<{ readonly tookMs: number; readonly address: string }>;
  /** Shakes hands without trusting or refusing, and tells what was presented. */
  certificate(host: string, port: number, serverName: string, signal: AbortSignal): Promise<Certificate>;
}
export interface Certificate {
  /** ms since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly subject: string;
  readonly issuer: string;
  readonly protocol: string;
  /** Why a browser would refuse it, such as CERT_HAS_EXPIRED; null when it would not. */
  readonly refusal: string | null;
  /** Until the name was known and the port open, the handshake after it, and both together, in ms. */
  readonly connectMs: number;
  readonly handshakeMs: number;
  readonly tookMs: number;
}

export interface ProgramRun {
  /** A name for people, in the words of failures. */
  readonly name: string;
  /** Program and arguments; no shell. Anybody on the machine may read them, so they hold no secret. */
  readonly argv: readonly [string, ...string[]];
  /** Variables besides those that every program gets (PATH, HOME, LANG, TMPDIR). */
  readonly env?: Readonly<Record<string, Text>>;
  /** Longest run in ms; the caller's signal may end it earlier. */
  readonly timeoutMs?: number;
  /** Longest output that is kept, each of stdout and stderr. Default 256 KiB. */
  readonly maxBytes?: number;
  /** What to do with more output: fail as `too-large` and end the program, or keep the newest. Default `fail`. */
  readonly overflow?: "fail" | "keep-newest";
}
export interface ProgramEnded {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** The signal that ended it, such as SIGSEGV. */
  readonly signal: string | null;
  /** Redacted, UTF-8; cut at its beginning when more came than is kept. */
  readonly stdout: string;
  readonly stderr: string;
  /** Whether more was printed on stdout than is kept. */
  readonly cut: boolean;
  readonly tookMs: number;
}
export interface ProgramClient {
  /**
   * Runs a program in a process group of its own with an empty stdin, until it ends. Any exit is an answer. When the time
   * is up or the signal aborts, and whatever it left behind when it ended, the whole group is ended. Rejects with CheckError:
   * `config` for a program that is not there or may not be run, `timeout`, `aborted`, `too-large`.
   */
  run(run: ProgramRun, signal: AbortSignal): Promise<ProgramEnded>;
}

export interface FilePart {
  /** UTF-8, redacted. */
  readonly text: string;
  /** Size of the whole file in bytes. */
  readonly size: number;
  /** ms since 1970. */
  readonly modifiedAt: number;
}
export interface WholeFile extends FilePart {
  /** Of its bytes as they are, in hex. */
  readonly sha256: string;
  /** Whether `text` has the same bytes: it is UTF-8, and nothing in it was redacted. */
  readonly exact: boolean;
  /** Whether what is found in it, before anything was redacted, is this secret. */
  holds(secret: Text, find: (text: string) => unknown): Promise<boolean>;
}
export interface FileEntry {
  readonly name: string;
  readonly size: number;
  readonly modifiedAt: number;
}
export interface FileClient {
  /** The last `maxBytes` of a file; a line that they cut in two is left out. Rejects with CheckError("config") without one. */
  tail(path: string, maxBytes: number, signal: AbortSignal): Promise<FilePart>;
  /** A whole file. Rejects with CheckError: `config` when it is not there, `too-large` when it is longer. */
  read(path: string, maxBytes: number, signal: AbortSignal): Promise<WholeFile>;
  /** The regular files of a directory, not of those below it, in no order. Rejects with CheckError("config") without one. */
  list(path: string, accept: (name: string) => boolean, signal: AbortSignal): Promise<readonly FileEntry[]>;
}

/** What may be asked about a secret without being told it. */
export interface SecretClient {
  /** Whether a signature is the HMAC-SHA256 of a text by this key, in lower-case hex. Compared in constant time. */
  isHmac(key: Text, text: string, signature: string): Promise<boolean>;
}
