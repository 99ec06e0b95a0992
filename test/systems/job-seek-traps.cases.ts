import type { Verdict } from "../../src/core/reading.ts";

/** A state of job-seek's database that looks like another one, and what the cockpit must make of it. */
export interface Trap {
  readonly trap: string;
  readonly sql: string;
  readonly seen: readonly (readonly [check: string, verdict: Verdict, says: RegExp])[];
}

const LISTING = "'https://it.pracuj.pl/praca'";
type Columns = Readonly<Record<string, string>>;
const insert = (table: string, columns: Columns): string =>
  `insert into ${table} (${Object.keys(columns).join()}) values (${Object.values(columns).join()});`;
const past = (span: string): string => `now() - interval '${span}'`;
const id = (n: number): string => `'00000000-0000-4000-8000-0000000000${String(n).padStart(2, "0")}'`;
/** Run `n` of the one user. */
const run = (n: number, status: string, more: Columns = {}): string =>
  insert("job_source_runs", { id: id(n), user_id: id(99), listing_url: LISTING, status: `'${status}'`, ...more });
/** What the worker writes down of run `n`. */
const noted = (n: number, code: string): string =>
  insert("scrape_execution_events", { source_run_id: id(n), stage: "'callback'", status: "'info'", code: `'${code}'` });
/** What the API writes down of each error: the general words of the answer, and the reason in `meta`. */
const refused = (status: number, reason: string, path = "/api/job-sources/complete", at = "now()"): string =>
  insert("api_request_events", {
    level: "'warning'",
    method: "'POST'",
    path: `'${path}'`,
    status_code: String(status),
    message: "'Invalid credentials or unauthorized request.'",
    error_code: "'UNAUTHORIZED'",
    meta: `'${JSON.stringify({ category: "auth", rawMessage: reason })}'`,
    created_at: at,
  });
const called = (n: number, event: string, status: string, more: Columns = {}): string =>
  insert("job_source_callback_events", { source_run_id: id(n), event_id: event, status: `'${status}'`, ...more });
const many = (count: number, one: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => one(n)).join("\n");

const full = `'Worker rejected request: {"ok":false,"status":"rejected","reason":"Queue is full"}'`;
const RETRY = "/api/job-sources/runs/591d0567-3821-4486-8e4a-c549c07142e9/retry";

const callbacks: readonly Trap[] = [
  {
    trap: "an answer of 401 has general words for each cause: the reason stands in meta.rawMessage alone",
    sql: refused(401, "Invalid worker callback signature"),
    seen: [
      ["callback-auth", "fail", /\(Invalid worker callback signature\): compare WORKER_CALLBACK_SIGNING_SECRET/],
      ["callback-refusals", "fail", /signed with another secret, or without the x-request-id that was sent/],
    ],
  },
  {
    trap: "heartbeats are refused at another path, for the same reasons",
    sql: refused(401, "Expired worker callback signature timestamp", "/api/job-sources/runs/1/heartbeat"),
    seen: [["callback-auth", "fail", /1 for an expired timestamp: the clocks of worker and API/]],
  },
  {
    trap: "a user whose login ended is a 401, too, and no callback",
    sql: refused(401, "Unauthorized", "/api/ops/metrics"),
    seen: [
      ["callback-auth", "ok", /no callback was refused/],
      ["callback-refusals", "ok", /no callback was refused/],
    ],
  },
  {
    trap: "the reason of an hour ago may be mended: the newest one decides",
    sql: [
      refused(401, "Expired worker callback signature timestamp", undefined, past("50 minutes")),
      refused(401, "Invalid worker callback token"),
    ].join("\n"),
    seen: [["callback-refusals", "fail", /^1 × Invalid worker callback token, 1 × Expired.*was rotated/]],
  },
  {
    trap: "a callback that reports a failed scrape was delivered all the same",
    sql: run(1, "FAILED") + many(20, (n) => called(1, `'e${n}'`, "FAILED") + noted(1, "CALLBACK_ACCEPTED")),
    seen: [["callback-delivery", "ok", /^20 of 20 callbacks were delivered/]],
  },
  {
    trap: "a worker without a database keeps no record of dead letters: 0 of 0 is not 100 %",
    sql: "",
    seen: [
      ["callback-delivery", "unknown", /without DATABASE_URL the worker keeps no record/],
      ["replayed-runs", "unknown", /Without DATABASE_URL the worker keeps no record: read the runs themselves/],
    ],
  },
  {
    trap: "a night without runs is no silence of the callbacks",
    sql:
      run(1, "COMPLETED", { created_at: past("9 hours") }) +
      called(1, "'e'", "COMPLETED", { received_at: past("8 hours") }),
    seen: [["last-callback", "ok", /^the last callback came 8h ago/]],
  },
  {
    trap: "a callback without an eventId is taken twice",
    sql: run(1, "RUNNING") + called(1, "null", "COMPLETED"),
    seen: [["event-ids", "warn", /^1 of 1 callbacks had no eventId/]],
  },
];

const replays: readonly Trap[] = [
  {
    trap: "sent is a 2xx for a duplicate: the run of the letter still runs",
    sql: run(1, "RUNNING") + noted(1, "CALLBACK_REPLAY_ACCEPTED"),
    seen: [
      ["replayed-runs", "fail", /^1 of 1 runs whose letter was sent still run.*a 2xx for a duplicate, not the end/],
    ],
  },
  {
    trap: "a letter of a run that was reconciled is sent, and the run stays FAILED",
    sql: run(1, "FAILED") + noted(1, "CALLBACK_REPLAY_ACCEPTED"),
    seen: [["replayed-runs", "ok", /^each of 1 runs whose letter was sent in 1 h has ended$/]],
  },
  {
    trap: "a letter that was refused as invalid counts as sent the next time, and its run goes on",
    sql: refused(400, "scrapedCount must be equal to jobs.length"),
    seen: [
      ["replay-refusals", "fail", /poisoned.*the next replay would count as sent and delete the letter while its run/],
    ],
  },
  {
    trap: "letters that are left may have met the limit of 8 a minute and no more",
    sql: refused(429, "ThrottlerException: Too Many Requests"),
    seen: [["replay-refusals", "warn", /limit of 8 a minute in 10 min\. Wait a minute, then replay again/]],
  },
  {
    trap: "a run that completed only by a replay is no success of its own",
    sql:
      many(20, (n) => run(n, "COMPLETED")) +
      noted(0, "CALLBACK_REPLAY_ACCEPTED") +
      noted(1, "CALLBACK_REPLAY_ACCEPTED"),
    seen: [["completion", "warn", /^18 of 20 runs completed without a replay in 24 h, 2 needed one/]],
  },
];

const runs: readonly Trap[] = [
  {
    trap: "the runbook's retry later never comes: a full queue fails the run for good, and a retry of it is not linked",
    sql: run(1, "FAILED", { error: full, failure_type: "'unknown'" }),
    seen: [
      [
        "queue-full-runs",
        "fail",
        /The API does not retry them, and a retry that meets a full queue leaves an unlinked/,
      ],
    ],
  },
  {
    trap: "a retry that met a full queue is a new run, unlinked: it stands for the retry of the first",
    sql:
      run(1, "FAILED", { error: "'[network] 403'", created_at: past("9 minutes") }) + run(2, "FAILED", { error: full }),
    seen: [["unretried", "warn", /^1 .*Queue is full/]],
  },
  {
    trap: "a worker that cannot be reached leaves a run PENDING, not FAILED",
    sql: run(1, "PENDING", { created_at: past("3 minutes") }),
    seen: [
      ["never-dispatched", "fail", /^1 run is PENDING for more than 2 min.*could not reach the worker/],
      ["failed-runs", "ok", /^none of 0 runs/],
    ],
  },
  {
    trap: "a run in the worker's queue is RUNNING and has no heartbeat: it has not stopped",
    sql: run(1, "RUNNING", { created_at: past("5 minutes") }),
    seen: [["no-heartbeat", "warn", /^1 of 1 running runs never had a heartbeat.*they wait in the worker's queue/]],
  },
  {
    trap: "a run whose heartbeat stopped is RUNNING as well",
    sql: run(1, "RUNNING", { last_heartbeat_at: past("4 minutes") }),
    seen: [["no-heartbeat", "fail", /^The heartbeat of 1 of 1 running runs has stopped/]],
  },
  {
    trap: "a reconcile ends runs by the age of their heartbeat, and PENDING ones by their own",
    sql: [
      run(1, "RUNNING", { created_at: past("3 hours"), last_heartbeat_at: past("1 minute") }),
      run(2, "PENDING", { created_at: past("61 minutes") }),
    ].join("\n"),
    seen: [["stale-runs", "fail", /^1 of 2 open runs is stale, such as 00000000-0000-4000-8000-000000000002/]],
  },
];

/** The API's answers to a retry are alike in status and words; what each was for. */
const retries: readonly Trap[] = [
  [429, "Duplicate enqueue intent within 30s", /the same search was started within 30 s/],
  [429, "Too many active scrape runs (2)", /as many open runs as are allowed/],
  [429, "Daily scrape limit reached (40)", /try tomorrow/],
  [429, "ThrottlerException: Too Many Requests", /more than 8 a minute from this address/],
  [404, "Job source run not found", /the run of somebody else, which the API calls not found, too/],
  [503, 'Worker rejected request: {"reason":"Queue is full"}', /A new run is there as FAILED, and it is not linked/],
  [500, "Worker request failed: fetch failed", /PENDING/],
].map(([status, reason, says]) => ({
  trap: `a retry that is answered ${String(status)} may be another one: ${String(reason)}`,
  sql: refused(status as number, reason as string, RETRY),
  seen: [["retry-answers", "fail", says as RegExp]],
}));

export const sqlTraps: readonly Trap[] = [...callbacks, ...replays, ...runs, ...retries];
