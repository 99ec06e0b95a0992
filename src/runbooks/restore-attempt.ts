import type { JournalEntry } from "../journal/entry.ts";
import { afterRequest, type RequestRecord } from "./run-state.ts";

export interface Attempt {
  /** 1, 2, 3 …; 0 when nobody has begun to restore. */
  readonly number: number;
  /** It came to an end that was no discharge: the next one sends again. An attempt whose request is unknown has not ended. */
  readonly ended: boolean;
  /** The last attempt whose proof was not met: what was sent until then is sent again. 0: none. */
  readonly base: number;
  /** When all of it was sent. */
  readonly unprovedAt?: number;
}

const NONE: Attempt = { number: 0, ended: false, base: 0 };

/** Pure: how far the last attempt to restore a duty came. */
export function lastAttempt(duty: string, entries: readonly JournalEntry[]): Attempt {
  return entries.reduce<Attempt>((attempt, entry) => (isOf(entry, duty) ? after(attempt, entry) : attempt), NONE);
}

function isOf(entry: JournalEntry, duty: string): boolean {
  if (entry.type === "request.answered") return entry.request.startsWith(`${duty}:`);
  return "duty" in entry && entry.duty === duty;
}

function after(attempt: Attempt, entry: JournalEntry): Attempt {
  switch (entry.type) {
    case "duty.restoring":
      return { number: attempt.number + 1, ended: false, base: attempt.base };
    case "request.answered":
      return { ...attempt, ended: attempt.ended || entry.outcome === "refused" };
    case "duty.restored-unproved":
      // The first line says that all was sent, a second one that a proof was not met in its time.
      return attempt.unprovedAt === undefined
        ? { ...attempt, unprovedAt: Date.parse(entry.at) }
        : { ...attempt, ended: true, base: attempt.number };
    default:
      return attempt;
  }
}

/** What is known of one request of the restore, over all attempts that count. */
export function knownRequest(duty: string, index: number, entries: readonly JournalEntry[]): RequestRecord | undefined {
  const { base } = lastAttempt(duty, entries);
  return [...requestsOf(entries).values()].findLast(({ request }) => {
    const [of, attempt, at] = request.split(":");
    return of === duty && Number(at) === index && Number(attempt) > base;
  });
}

/** What is known of every request of a journal. */
function requestsOf(entries: readonly JournalEntry[]): ReadonlyMap<string, RequestRecord> {
  return entries.reduce<ReadonlyMap<string, RequestRecord>>((requests, entry) => {
    const isRequest =
      entry.type === "request.sending" || entry.type === "request.answered" || entry.type === "request.unknown";
    return isRequest ? afterRequest(requests, entry) : requests;
  }, new Map());
}
