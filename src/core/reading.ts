/** What we can honestly say about one observed thing. `unknown` is never drawn as healthy. */
export type Verdict = "ok" | "warn" | "fail" | "unknown";

/** Worst first, as panels and the header order them. */
export const VERDICTS = ["fail", "warn", "unknown", "ok"] as const satisfies readonly Verdict[];

export type Scalar = string | number | boolean | null;
export type TableRow = Readonly<Record<string, Scalar>>;

/** A small table of scalars. `rowCount` is how many the target had, `truncated` whether `rows` holds fewer. */
export interface Table {
  readonly rows: readonly TableRow[];
  readonly rowCount: number;
  readonly truncated: boolean;
}

export type Fact = Scalar | Table;
export type Facts = Readonly<Record<string, Fact>>;

/** Closed list: whoever shows a failure switches over it, so that a new kind is a compile error until it has words. */
export const FAILURE_KINDS = [
  "timeout",
  "aborted",
  "dns",
  "refused",
  "reset",
  "tls",
  "auth",
  "status",
  "throttled",
  "too-large",
  "latched",
  "parse",
  "config",
  "bug",
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface CheckFailure {
  readonly kind: FailureKind;
  readonly message: string;
  /** The upstream code, verbatim: ECONNREFUSED, 28P01, NOAUTH, UND_ERR_SOCKET… */
  readonly code?: string;
  /** What to do about it, in one sentence. */
  readonly hint?: string;
  /** A host and port that the message begins with: a row has no room for it. */
  readonly place?: string;
}

interface ReadingBase {
  readonly checkId: string;
  /** Per-check counter within one cockpit; a late result never replaces a newer one. */
  readonly seq: number;
  /** Wall clock at the start of the look, in ms since 1970. */
  readonly at: number;
  readonly tookMs: number;
  readonly verdict: Verdict;
  /** One sentence: what is so, and what to do. */
  readonly summary: string;
  /** At most 20 columns, for a row; the summary where the rule has none. */
  readonly short: string;
  /** Index into the plan's `judge` of the rule that decided; -1 when none did. */
  readonly rule: number;
  /** What the probe noted on its way: requests, statuses, the redacted answer. Newest last, bounded. */
  readonly trace: readonly string[];
}

export type FailedReading = ReadingBase & {
  readonly outcome: "failed";
  readonly failure: CheckFailure;
  /** This machine is cut off, or was when it looked: the failure says nothing about the target. */
  readonly cutOff?: "still" | "over";
};
export type Reading = (ReadingBase & { readonly outcome: "observed"; readonly facts: Facts }) | FailedReading;

export function isTable(fact: Fact | undefined): fact is Table {
  return typeof fact === "object" && fact !== null;
}
