import { tableOf } from "../../src/core/facts.ts";
import type { Facts } from "../../src/core/reading.ts";
import type { Answer, Case } from "./case.ts";

/** What is looked at by hand only, for the steps of the runbooks. */
type Rest = Omit<Case, "check" | "facts">;

const proof: Facts = {
  site: "b298a0393f0541c6bd7e4643269abcc6",
  url: "https://a.example/",
  u: null,
  bytes: 120,
  sha256: "0123456789abcdef",
};
const file = (facts: Facts, rest: Rest): Case => ({ check: "proof-file", facts: { ...proof, ...facts }, ...rest });
const vars = { proofFile: "test/systems/files/proof.json" };

const files: readonly Case[] = [
  file({}, { title: "whole", verdict: "ok", says: /120 bytes for the site b298a039, sha256 0123456789ab$/ }),
  file({ url: null, u: "https://a.example/" }, { title: "u stands for url", verdict: "ok", says: /120 bytes/ }),
  file({ site: null }, { title: "no site", verdict: "fail", says: /has no s/ }),
  file({ site: "B298A0393F0541C6BD7E4643269ABCC6" }, { title: "another id", verdict: "fail", says: /no public id/ }),
  file({ url: null }, { title: "no address", verdict: "fail", says: /neither url nor u/ }),
  file({ url: "", u: "" }, { title: "an empty address", verdict: "fail", says: /neither url nor u/ }),
  { check: "proof-file", title: "a byte order mark", vars, verdict: "ok", says: /125 bytes for the site b298a039/ },
  {
    check: "proof-file",
    title: "not there",
    vars: { proofFile: "test/none.json" },
    verdict: "unknown",
    says: /not there/,
  },
];

const post = (answer: Answer, rest: Rest): Case => ({
  check: "sync-proof",
  vars,
  answers: { "POST /api/sync": answer },
  ...rest,
});
const json = (status: number, body: object, headers: Record<string, string> = {}): Answer => ({
  status,
  body,
  headers,
});

const posts: readonly Case[] = [
  post(json(200, { ok: true, score: 10, status: "queued", v: "2.1.0-upstash", ingest_id: "i-1" }), {
    title: "B: queued",
    verdict: "ok",
    says: /^queued \(200\): published to QStash as i-1/,
  }),
  post(json(202, { ok: true, status: "queued", ingest_id: "i-2", count: 1, degraded: 0 }), {
    title: "H: queued",
    verdict: "ok",
    says: /^queued \(202\)/,
  }),
  post(json(200, { ok: true, score: 0, status: "degraded", ingest_id: "i-3" }), {
    title: "A: degraded by the body alone",
    verdict: "warn",
    says: /^degraded \(200/,
  }),
  post(json(200, { ok: true, status: "degraded" }, { "x-opsmantik-degraded": "qstash_publish_failed" }), {
    title: "B: degraded",
    verdict: "warn",
    says: /degraded \(200 qstash_publish_failed\)/,
  }),
  post(json(202, { ok: true, status: "queued", degraded: 1 }, { "x-opsmantik-direct-worker-fallback": "1" }), {
    title: "H: queued by its words, published by nobody",
    verdict: "warn",
    says: /^degraded \(202/,
  }),
  post(json(503, { ok: false, status: "degraded" }, { "x-opsmantik-fallback": "true", "retry-after": "60" }), {
    title: "H: degraded for good",
    verdict: "warn",
    says: /^degraded \(503/,
  }),
  post(json(403, { ok: false, error: "Origin not allowed", reason: "missing_origin" }), {
    title: "origin refused",
    verdict: "fail",
    says: /sosreklam\.com is refused: missing_origin/,
  }),
  post(json(400, { ok: false, error: "Site not found or invalid", code: "site_not_found" }), {
    title: "unknown site",
    verdict: "fail",
    says: /Refused \(400 Site not found or invalid site_not_found\)/,
  }),
  post(
    { status: 204, headers: { "x-opsmantik-consent-missing": "analytics" } },
    {
      title: "H drops the proof as it stands without a word: 204 is no success",
      verdict: "unknown",
      says: /No consent in it/,
    },
  ),
  post(json(200, { ok: true, status: "duplicate" }, { "x-opsmantik-dedup": "1" }), {
    title: "a duplicate is answered 200 and was not published",
    verdict: "unknown",
    says: /Taken for a duplicate/,
  }),
  post(json(503, { error: "Rate limit service temporarily unavailable" }, { "x-opsmantik-ratelimit": "1" }), {
    title: "H: no Redis is no publish failure",
    verdict: "unknown",
    says: /Rate limited \(503\)/,
  }),
  post(json(429, { error: "Rate limit" }), {
    title: "B: rate limit",
    verdict: "unknown",
    says: /Rate limited \(429\)/,
  }),
  post(json(429, { ok: false }, { "x-opsmantik-quota-exceeded": "1" }), {
    title: "quota",
    verdict: "unknown",
    says: /quota is used up \(429\)/,
  }),
  post(json(200, { ok: true }, { "x-opsmantik-degraded": "quota_pg_conservative" }), {
    title: "the quota's own kind of degraded",
    verdict: "unknown",
    says: /quota is used up \(200\)/,
  }),
  post(json(200, { hello: "world" }), {
    title: "something else",
    verdict: "unknown",
    says: /nothing that any era says/,
  }),
];

const tokens: readonly Case[] = [
  { check: "qstash-app-token", facts: { count: 0 }, title: "taken", verdict: "ok", says: /QStash takes the token/ },
  {
    check: "qstash-app-token",
    answers: { "GET /v2/queues": json(401, { error: "invalid token" }) },
    title: "not taken",
    verdict: "unknown",
    says: /OPSMANTIK_QSTASH_TOKEN refused/,
  },
];

const script = (facts: Facts, rest: Rest): Case => ({ check: "verify-partition-triggers", facts, ...rest });
const scripts: readonly Case[] = [
  script({ exitCode: 0, said: "Partition triggers OK" }, { title: "0", verdict: "ok", says: /ends with 0; it passes/ }),
  script(
    { exitCode: 1, said: "Partition triggers MISSING" },
    { title: "1", verdict: "fail", says: /a partition trigger is missing/ },
  ),
  script(
    { exitCode: 1, said: "Missing NEXT_PUBLIC_SUPABASE_URL" },
    { title: "no address", verdict: "unknown", says: /could not tell: Missing NEXT_PUBLIC_SUPABASE_URL/ },
  ),
  script({ exitCode: 1, said: null }, { title: "no words", verdict: "unknown", says: /could not tell: —/ }),
];

const none: Facts = {
  found: 0,
  named: null,
  contradicted: 0,
  unclear: null,
  unseen: 0,
  unlooked: null,
  evidence: tableOf([]),
};
const causes = (facts: Facts, rest: Rest): Case => ({
  check: "ingestion-causes",
  facts: { ...none, ...facts },
  ...rest,
});
const weighed: readonly Case[] = [
  causes({}, { title: "none", verdict: "ok", says: /nothing speaks for any/ }),
  causes({ found: 1, named: "a" }, { title: "one", verdict: "fail", says: /Found: a\. The runbook/ }),
  causes(
    { found: 2, named: "a; b", unseen: 1, unlooked: "c" },
    { title: "two", verdict: "fail", says: /Found: a; b\. The/ },
  ),
  causes(
    { found: 1, named: "a", contradicted: 1, unclear: "b" },
    { title: "one, and one that is unclear", verdict: "fail", says: /Found: a\. Not determined.*itself: b/ },
  ),
  causes(
    { contradicted: 1, unclear: "b" },
    { title: "unclear", verdict: "unknown", says: /^Not determined: the evidence contradicts itself on this: b/ },
  ),
  causes(
    { unseen: 1, unlooked: "c" },
    { title: "too little", verdict: "unknown", says: /too little was seen of this: c/ },
  ),
];

export const opsmantikRunbookCases: readonly Case[] = [...files, ...posts, ...tokens, ...scripts, ...weighed];
