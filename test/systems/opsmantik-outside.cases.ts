import type { Facts } from "../../src/core/reading.ts";
import { ago, type Case } from "./case.ts";

/** What Vercel, Sentry and the providers' status pages can say of opsmantik. */
const SHA = "c1d30b47ea46f49ec5ecb95027a387905816c88b";
type Rest = Omit<Case, "check" | "facts">;

const live: Facts = {
  deploymentId: "dpl_live",
  commit: SHA,
  branch: "master",
  readyState: "READY",
  createdAt: ago(86_400),
  latestId: "dpl_live",
  latestState: "READY",
  isNewest: true,
};
const vercel = (facts: Facts, rest: Rest): Case => ({ check: "vercel", facts: { ...live, ...facts }, ...rest });
const latest = (state: string): Facts => ({ latestId: "dpl_latest", latestState: state });

const deployments: readonly Case[] = [
  vercel({}, { title: "live", verdict: "ok", says: /dpl_live is live: c1d30b4 master, made 11-21/ }),
  vercel(latest("CANCELED"), { title: "a deployment that was cancelled", verdict: "ok", says: /dpl_live is live/ }),
  vercel({ latestState: null }, { title: "no list", verdict: "ok", says: /dpl_live is live/ }),
  vercel(
    { deploymentId: null, readyState: null, commit: null, isNewest: null },
    { title: "none in production", verdict: "fail", says: /no production deployment of opsmantik/ },
  ),
  vercel({ readyState: "ERROR" }, { title: "live and broken", verdict: "fail", says: /dpl_live is ERROR/ }),
  vercel(latest("ERROR"), { title: "a build failed", verdict: "warn", says: /failed \(dpl_latest\); c1d30b4/ }),
  vercel(latest("BUILDING"), { title: "a build", verdict: "warn", says: /under way \(dpl_latest, BUILDING\)/ }),
  vercel({ isNewest: false }, { title: "rolled back", verdict: "warn", says: /Rolled back: c1d30b4.*Promote one/ }),
];

const env = (facts: Facts, rest: Rest): Case => ({
  check: "vercel-env",
  facts: { envCount: 12, missingCount: 0, missing: null, editedCount: 0, edited: null, ...facts },
  ...rest,
});
const domains = (hostShows: string, rest: Rest, facts: Facts = {}): Case => ({
  check: "vercel-domains",
  facts: { host: "console.opsmantik.com", hostShows, ...facts },
  ...rest,
});

const settings: readonly Case[] = [
  env({}, { title: "all there", verdict: "ok", says: /12 variables in production, none edited/ }),
  env(
    { missingCount: 1, missing: "QSTASH_TOKEN" },
    { title: "a name is missing", verdict: "fail", says: /no QSTASH_TOKEN\. Set it/ },
  ),
  env(
    { editedCount: 1, edited: "QSTASH_TOKEN" },
    { title: "edited, not deployed", verdict: "warn", says: /Edited after the last deployment: QSTASH_TOKEN/ },
  ),
  env({ editedCount: null }, { title: "no deployment to compare with", verdict: "unknown", says: /editedCount/ }),
  domains("production", { title: "ours", verdict: "ok", says: /^console\.opsmantik\.com shows the production/ }),
  domains("nothing", { title: "another project", verdict: "fail", says: /does not have console\.opsmantik\.com/ }),
  domains(
    "branch",
    { title: "shows a branch", verdict: "fail", says: /console\.opsmantik\.com → pr\/x\. Assign/ },
    { strayed: "console.opsmantik.com → pr/x" },
  ),
  domains(
    "unverified",
    { title: "not verified", verdict: "fail", says: /Not verified: console/ },
    { unverified: "console.opsmantik.com" },
  ),
];

const heard: Facts = {
  everSeen: 240,
  lines: 200,
  listeningSince: ago(7200),
  listenedSeconds: 7200,
  answers: 180,
  "4xx": 1,
  "5xx": 0,
  spikes4xx: 0,
  unsure4xx: 0,
  spikes5xx: 0,
  unsure5xx: 0,
  worst4xx: 1,
  worst4xxRoute: "POST /api/sync",
  worst5xx: 0,
  worst5xxRoute: null,
  publish: 0,
  publishLast: null,
  refused: 0,
  degraded: 0,
};
const silent: Facts = { ...heard, everSeen: 0, lines: 0, answers: 0 };
const log = (facts: Facts, rest: Rest): Case => ({ check: "vercel-logs", facts: { ...heard, ...facts }, ...rest });
const message = (facts: Facts, rest: Rest): Case => ({ check: "log-messages", facts: { ...heard, ...facts }, ...rest });

const logs: readonly Case[] = [
  log({}, { title: "no spike", verdict: "ok", says: /180 answers in 10 min, 0 of 5xx and 1 of 4xx/ }),
  log(
    { listeningSince: ago(179), listenedSeconds: 179, "4xx": 0 },
    { title: "heard for a moment", verdict: "unknown", says: /Heard for 179 s only/ },
  ),
  log(
    { listeningSince: ago(181), listenedSeconds: 181, "4xx": 0 },
    { title: "heard for long enough", verdict: "ok", says: /0 of 5xx and 0 of 4xx/ },
  ),
  log(
    { listeningSince: ago(599), listenedSeconds: 599, "4xx": 4, answers: 4 },
    { title: "too few to tell a spike", verdict: "unknown", says: /4 of 4xx and 0 of 5xx among 4 answers in 599 s/ },
  ),
  log(silent, { title: "a live tail that has said nothing", verdict: "unknown", says: /No line since 11-22/ }),
  log(
    { spikes5xx: 1, "5xx": 9, worst5xx: 9, worst5xxRoute: "POST /api/sync" },
    { title: "5xx spike", verdict: "fail", says: /9 answers of 5xx from POST \/api\/sync.*3 times the hour before/ },
  ),
  log(
    { unsure5xx: 1, "5xx": 9, worst5xx: 9, worst5xxRoute: "POST /api/sync", listenedSeconds: 90 },
    { title: "5xx, and no hour before", verdict: "warn", says: /in 90 s; nothing older was heard/ },
  ),
  log({ spikes4xx: 1, worst4xx: 7 }, { title: "4xx spike", verdict: "warn", says: /7 answers of 4xx from POST/ }),
  log({ unsure4xx: 1, worst4xx: 7 }, { title: "4xx, and no hour before", verdict: "warn", says: /7 answers of 4xx/ }),
  message({}, { title: "nothing of note", verdict: "ok", says: /in 200 lines heard since 11-22/ }),
  message(
    { listeningSince: ago(179), listenedSeconds: 179, "4xx": 0 },
    { title: "heard for a moment", verdict: "unknown", says: /Heard for 179 s only/ },
  ),
  message(
    { listeningSince: ago(20), listenedSeconds: 20, refused: 1 },
    { title: "what is bad is told at once", verdict: "warn", says: /1 × Origin not allowed/ },
  ),
  message(silent, { title: "a live tail that has said nothing", verdict: "unknown", says: /No line since/ }),
  message(
    { publish: 3, publishLast: "QSTASH_PUBLISH_FAILED", refused: 1, degraded: 1 },
    { title: "publishing fails", verdict: "warn", says: /3 × QSTASH_PUBLISH_FAILED.*Check QSTASH_TOKEN/ },
  ),
  message({ refused: 2 }, { title: "an origin is refused", verdict: "warn", says: /2 × Origin not allowed/ }),
  message(
    { degraded: 1, "degraded.code": "INGEST_PUBLISH_FAILURE", "degraded.failure_count": 4 },
    { title: "the watchtower says so", verdict: "warn", says: /code INGEST_PUBLISH_FAILURE, failure_count 4/ },
  ),
  message(
    { degraded: 1, "degraded.code": "INGEST_CHECK_UNKNOWN", "degraded.failure_count": -1 },
    { title: "-1 is no number of failures", verdict: "warn", says: /could not count, since its database/ },
  ),
  message(
    { degraded: 1, "degraded.code": null, "degraded.failure_count": 4 },
    { title: "the watchtower says so, without a code", verdict: "warn", says: /code —, failure_count 4/ },
  ),
];

const usual: Facts = { errors: 2, spikes: 0, worstRoute: "/api/sync", worstErrors: 2, worstMedian: 1 };
const sentry = (facts: Facts, rest: Rest): Case => ({ check: "sentry", facts: { ...usual, ...facts }, ...rest });
const errors: readonly Case[] = [
  sentry({}, { title: "as usual", verdict: "ok", says: /2 errors of these routes in 10 min/ }),
  sentry(
    { spikes: 1, worstErrors: 12 },
    { title: "a route spikes", verdict: "warn", says: /12 errors of \/api\/sync in 10 min, where 1 are usual/ },
  ),
  sentry({ worstMedian: null }, { title: "nothing to compare with", verdict: "unknown", says: /nothing to compare 2/ }),
];

const quiet: Facts = { named: "Upstash", indicator: "none", description: "All Systems Operational", incidents: 0 };
const pages: readonly Case[] = ["status-upstash", "status-vercel", "status-supabase"].flatMap((check): Case[] => [
  { check, title: "nothing is reported", facts: quiet, verdict: "ok", says: /Upstash reports no incident/ },
  {
    check,
    title: "an incident",
    facts: { ...quiet, indicator: "major", incidents: 1, incident: "Errors in eu-central-1" },
    verdict: "warn",
    says: /Upstash reports: Errors in eu-central-1\. It decides nothing/,
  },
  {
    check,
    title: "trouble without an incident",
    facts: { ...quiet, indicator: "minor", description: "Partially Degraded Service" },
    verdict: "warn",
    says: /reports minor: Partially Degraded/,
  },
]);

export const opsmantikOutsideCases: readonly Case[] = [...deployments, ...settings, ...logs, ...errors, ...pages];
