import { captured } from "./captured.ts";
import type { Answer, Case } from "./case.ts";

/** Real answers of the API and the worker at bf19b1e (2026-05-13), with the verdict that each of them must give. */
type Row = readonly [check: string, verdict: Case["verdict"], says: RegExp];
type Answers = NonNullable<Case["answers"]>;

const of = (name: string, answers: Answers, ...rows: readonly Row[]): readonly Case[] =>
  rows.map(([check, verdict, says]) => ({ check, title: `real: ${name}`, answers, verdict, says }));
const real = (name: string) => captured(`job-seek/${name}`);
const asked = (name: string, route: string, ...rows: readonly Row[]) => of(name, { [route]: real(name) }, ...rows);

const READY = "GET /health";
const ALIVE = "GET /health/test";
const NOBODY = "http://127.0.0.1:1";
const healths: readonly Case[] = [
  ...asked("01-api-health", READY, ["readiness", "ok", /asked the database, tables, memory and disk/]),
  ...asked("91-health-missing-table", READY, [
    "readiness",
    "fail",
    /^\/health answers 503: a required table is missing/,
  ]),
  ...asked("93-health-db-down", READY, [
    "readiness",
    "fail",
    /^\/health answers 500: the API does not reach its database/,
  ]),
  ...asked("02-api-health-test", ALIVE, ["liveness", "ok", /proves nothing about its database/]),
  // The runbook has the two paths the other way round.
  ...asked("02-api-health-test", READY, ["readiness", "unknown", /names no state/]),
  ...of("a database that hangs makes /health hang", { [READY]: { hangs: true } }, [
    "readiness",
    "fail",
    /no answer from/,
  ]),
  ...["readiness", "liveness"].map(
    (check): Case => ({
      check,
      title: "real: the process ended when its connection to the database was cut",
      vars: { api: NOBODY },
      answers: {},
      verdict: "fail",
      says: /refuses connections/,
    }),
  ),
];

const workers: readonly Case[] = [
  ...asked(
    "30-worker-health",
    READY,
    ["worker", "ok", /alive/],
    ["worker-queue", "ok", /^0 of 2 wait, 0 of 1 run, each for 20s/],
  ),
  ...asked("41-worker-health-active", READY, ["worker-queue", "ok", /^0 of 2 wait/]),
  ...asked(
    "50-worker-health-queue-busy",
    READY,
    ["worker", "ok", /alive/],
    ["worker-queue", "fail", /^The queue is full: 2 of 2 wait, 1 of 1 run/],
  ),
];

const login: Answer = { status: 201, body: { success: true, data: { accessToken: "a.b.c" } } };
const LOGIN = { "POST /api/auth/login": login };
const metrics = (name: string, ...rows: readonly Row[]) =>
  of(name, { ...LOGIN, "GET /api/ops/metrics?windowHours=1": real(name) }, ...rows);
const DERIVED = ["heartbeat-ratio", "callback-ratio", "retry-success", "scrape-success"];
const operations: readonly Case[] = [
  ...metrics(
    "10-ops-metrics-empty",
    ["ops-metrics", "ok", /^0 runs, 0 completed/],
    ...DERIVED.map((check): Row => [check, "ok", /^no (run|callback)/]),
  ),
  ...metrics(
    "90-ops-metrics-fallback-200",
    ["ops-metrics", "fail", /^All zeros are a fallback/],
    ...DERIVED.map((check): Row => [check, "unknown", /answer zeros instead of numbers/]),
  ),
  ...metrics(
    "05-ops-metrics-noauth",
    ["ops-metrics", "unknown", /answered 401/],
    ...DERIVED.map((check): Row => [check, "unknown", /answered 401/]),
  ),
  ...metrics("45-retry-again-immediately", ["ops-metrics", "unknown", /answered 429/]),
  ...of(
    "77-source-health",
    {
      ...LOGIN,
      [ALIVE]: real("02-api-health-test"),
      "GET /api/job-sources/runs?limit=1": { body: { success: true, data: { items: [], total: 0 } } },
      "GET /api/job-sources/sources/health": real("77-source-health"),
    },
    ["latency", "ok", /^live \d+, runs \d+, sources \d+ ms/],
  ),
];

const deployed: Answers = {
  [READY]: real("01-api-health"),
  "GET /api/job-sources/runs": real("05-ops-metrics-noauth"),
  "POST /tasks": real("31-worker-tasks-noauth"),
  "GET /": { headers: { "content-type": "text/html; charset=utf-8" }, body: "<!doctype html>" },
};
const deployment: readonly Case[] = of("31-worker-tasks-noauth", deployed, [
  "deployment",
  "ok",
  /answer, and both APIs/,
]);

export const jobSeekCaptures: readonly Case[] = [...healths, ...workers, ...operations, ...deployment];
