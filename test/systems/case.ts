import type { Facts, Verdict } from "../../src/core/reading.ts";

/** What a server answers to one request, by method and path. A missing status is 200. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON with its content type. */
  readonly body?: string | object;
  /** Takes the request and never answers. */
  readonly hangs?: true;
}

/** One thing that a target can say, and what the cockpit must make of it. */
export interface Case {
  readonly check: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly says: RegExp;
  /** `GET /api/health` → answer, or several, one after another; for checks that ask over HTTP. */
  readonly answers?: Readonly<Record<string, Answer | readonly Answer[]>>;
  /** What a query saw; for checks that ask a database, Redis or QStash. Times are relative to `NOW`. */
  readonly facts?: Facts;
  /** Counters that the check saw 6 min before, for what is judged by growth. */
  readonly earlier?: Readonly<Record<string, number>>;
  readonly vars?: Readonly<Record<string, string | null>>;
  /** What other checks of the system saw, for a check that asks for it. */
  readonly others?: Readonly<Record<string, Facts>>;
}

/** The clock of all cases that have facts. */
export const NOW = Date.parse("2026-11-22T03:00:00Z");

export function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}
