import type { Answer, Case } from "./case.ts";

/** What opsmantik answers over HTTP, and what one would believe of it and should not. */
const vars = { proofFile: "test/systems/files/proof.json" };
const post = (title: string, answer: Answer, told: Pick<Case, "verdict" | "says">): Case => ({
  check: "sync-proof",
  title,
  vars,
  answers: { "POST /api/sync": answer },
  ...told,
});
const warn = (says: RegExp) => ({ verdict: "warn", says }) as const;
const ids = { score: 10, v: "2.2.0-elite", ingest_id: "5d1b6c1e-6f0e-4c57-9a55-0c4d3f4b1c11", count: 1 };

const degraded: readonly Case[] = [
  post(
    "degraded is a 200 like queued: the word in the body tells it",
    { body: { ok: true, status: "degraded" } },
    warn(/^degraded \(200/),
  ),
  post(
    "degraded may stand in a header alone",
    { body: { ok: true }, headers: { "x-opsmantik-degraded": "qstash_publish_failed" } },
    warn(/^degraded \(200 qstash_publish_failed\): accepted and not published to QStash/),
  ),
  post(
    "H says queued when QStash is broken and the app did the work itself: a header tells it",
    {
      status: 202,
      body: { ok: true, status: "queued", ...ids },
      headers: { "x-opsmantik-direct-worker-fallback": "1" },
    },
    warn(/^degraded \(202/),
  ),
  post(
    "H says queued when QStash is broken: the number degraded tells it where the header is lost",
    { status: 202, body: { ok: true, status: "queued", ...ids, degraded: 1 } },
    warn(/^degraded \(202/),
  ),
  post(
    "a 503 with Retry-After is degraded, too",
    { status: 503, headers: { "retry-after": "60" }, body: { ok: false, error: "Ingest temporarily unavailable" } },
    warn(/^degraded \(503/),
  ),
  post(
    "an event that is worked off inline by design is not degraded",
    {
      status: 202,
      body: { ok: true, status: "queued", ...ids, degraded: 0 },
      headers: { "x-opsmantik-direct-worker-critical": "1" },
    },
    { verdict: "ok", says: /^queued \(202\)/ },
  ),
  post(
    "B queues an event of a site that does not exist: queued proves the way to QStash and no more",
    { body: { ok: true, score: 10, status: "queued", v: "2.1.0-upstash", ingest_id: "i-9" } },
    { verdict: "ok", says: /^queued \(200\): published to QStash as i-9$/ },
  ),
  post(
    "H calls a database that is down an unknown site",
    {
      status: 400,
      headers: { "x-opsmantik-error-code": "site_not_found" },
      body: { ok: false, score: null, error: "Site not found or invalid", code: "site_not_found" },
    },
    { verdict: "fail", says: /site_not_found\).*since era H a database that is down says so, too/ },
  ),
];

const fence: Answer = { status: 403, body: { error: "Forbidden", code: "GEO_FENCE_DUSSELDORF" } };
const fenced = (check: string, says: RegExp): Case => ({
  check,
  title: "H fences out a city before any route: that says nothing of the route",
  vars,
  answers: Object.fromEntries(
    [
      "GET /api/sync",
      "GET /api/sync?diag=1",
      "POST /api/sync",
      "OPTIONS /api/sync",
      "GET /api/health",
      "GET /api/cron/watchtower",
      "POST /api/sync/worker",
      "POST /api/workers/ingest",
      "POST /api/workers/ingest/telemetry",
    ].map((route) => [route, fence]),
  ),
  verdict: "unknown",
  says,
});
const fences: readonly Case[] = [
  fenced("deploy", /answered 403.*whether this address may ask/),
  fenced("era", /is this machine let in/),
  fenced("worker", /403 GEO_FENCE_DUSSELDORF.*is this machine let in/),
  fenced("diag", /GEO_FENCE_DUSSELDORF/),
  fenced(
    "cors",
    /^403 with words \(application\/json.*\), which no refused origin gets: it is this machine that is not let in/,
  ),
  fenced("health", /GEO_FENCE_DUSSELDORF/),
  fenced("watchtower", /GEO_FENCE_DUSSELDORF/),
  fenced("sync-proof", /fenced out by its city \(403 GEO_FENCE_DUSSELDORF\).*proves nothing/),
];

const firewall: Case = {
  check: "cors",
  title: "a firewall refuses with a page of its own: that is no origin that is not allowed",
  answers: {
    "OPTIONS /api/sync": { status: 403, headers: { "content-type": "text/html" }, body: "<h1>Forbidden</h1>" },
  },
  verdict: "unknown",
  says: /which no refused origin gets/,
};

const HTML = { "content-type": "text/html; charset=utf-8" };
const page: Answer = { status: 403, headers: HTML, body: "<title>Vercel Security Checkpoint</title>" };
const none: Answer = { status: 404, headers: HTML, body: "<title>404</title>" };
const unsigned: Answer = { status: 403, body: { error: "forbidden", code: "QSTASH_SIGNATURE_MISSING" } };
interface Consumers {
  readonly worker?: Answer;
  readonly ingest?: Answer;
  readonly telemetry?: Answer;
}
const consumers = (
  check: string,
  title: string,
  { worker = none, ingest = none, telemetry = none }: Consumers,
  due: Pick<Case, "verdict" | "says">,
): Case => ({
  check,
  title,
  answers: {
    "GET /api/sync": { status: 405, headers: { "x-opsmantik-commit": "c1d30b4", "x-vercel-id": "fra1::x" } },
    "POST /api/sync/worker": worker,
    "POST /api/workers/ingest": ingest,
    "POST /api/workers/ingest/telemetry": telemetry,
  },
  ...due,
});
const held = (says: RegExp) => ({ verdict: "unknown", says }) as const;
const doors: readonly Case[] = [
  consumers(
    "era",
    "a checkpoint before every POST is no era, though the GET is let through",
    { worker: page, ingest: page, telemetry: page },
    held(/^A POST is answered 403 with an HTML page, which is a firewall or a checkpoint, not the app/),
  ),
  consumers(
    "worker",
    "a checkpoint refuses like the SDK, and nobody can deliver: a page is not the worker's word",
    { worker: page, ingest: page, telemetry: page },
    held(/HTML page \(403, ingest 403, telemetry 403\): a firewall or a checkpoint stands before it/),
  ),
  ...(["ingest", "telemetry"] as const).map((route) =>
    consumers(
      "worker",
      `H: a checkpoint before ${route} alone`,
      { ingest: unsigned, [route]: page },
      held(/a firewall or a checkpoint stands before it/),
    ),
  ),
  consumers(
    "worker",
    "a 403 in JSON without a code is neither the worker's word nor the SDK's",
    { worker: { status: 403, body: { error: "forbidden" } } },
    held(/^403 —, which is not the worker's word/),
  ),
  consumers(
    "worker",
    "H: ingest refuses as it should and telemetry is broken, which is what takes the events at its head",
    { ingest: unsigned, telemetry: { status: 500, body: "Internal Server Error" } },
    { verdict: "fail", says: /ingest 403, telemetry 500/ },
  ),
  consumers(
    "worker",
    "H: telemetry refuses us by our city, which says nothing of the route",
    { telemetry: { status: 403, body: { error: "Forbidden", code: "GEO_FENCE_DUSSELDORF" } } },
    held(/telemetry 403 GEO_FENCE_DUSSELDORF: not the worker's word/),
  ),
  consumers(
    "worker",
    "H: a 401 is no word of the worker either",
    { ingest: unsigned, telemetry: { status: 401, body: { error: "Unauthorized" } } },
    held(/telemetry 401 —: not the worker's word/),
  ),
];

const count = (status: string, of: number) => ({ status, count: of });
const critical = {
  ok: false,
  code: "WATCHTOWER_CRITICAL",
  status: "critical",
  severity: "critical",
  failure_count: 6,
  checks: {
    sessionsLastHour: count("alarm", 0),
    gclidLast3Hours: count("alarm", 0),
    ingestPublishFailuresLast15m: count("critical", 6),
  },
};
const told = (check: string, title: string, says: RegExp): Case => ({
  check,
  title,
  answers: { "GET /api/cron/watchtower": { body: critical } },
  verdict: "fail",
  says,
});
const towers: readonly Case[] = [
  told(
    "watchtower",
    "CRITICAL hides that there is no traffic either",
    /^6 publish failures in 15 min, critical above 5/,
  ),
  told("watchtower-sessions", "CRITICAL hides ALARM: the count tells it", /no session in the last hour/),
  told("watchtower-gclid", "CRITICAL hides ALARM: the count tells it", /attribution is dead/),
];

const letter = {
  messageId: "msg_1",
  dlqId: "1795322178754-0",
  url: "https://console.opsmantik.com/api/sync/worker",
  responseStatus: 500,
  responseBody: '{"error":"Worker failed"}',
  createdAt: 1_795_322_178_754,
};
const queues: Answer = { body: [] };
const qstash: readonly Case[] = [
  {
    check: "qstash-dlq",
    title: "the app has no named queue, so that /v2/queues is empty, and a message gave up",
    answers: { "GET /v2/queues": queues, "GET /v2/dlq?count=100": { body: { messages: [letter] } } },
    ...warn(/^1 message gave up and lies in QStash's DLQ/),
  },
  {
    check: "qstash-app-token",
    title: "an empty /v2/queues proves the token and no more",
    answers: { "GET /v2/queues": queues },
    verdict: "ok",
    says: /^QStash takes the token that secrets\.appToken holds$/,
  },
];

export const opsmantikTrapCases: readonly Case[] = [...degraded, ...fences, firewall, ...doors, ...towers, ...qstash];
