import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkKinds } from "../../checks/index.ts";
import { SecretText } from "../../src/core/secret.ts";

const url = "https://user:hunter22@status.example.com/health?key=hunter22";
const database = "postgresql://app:hunter22@db.example.com:5432/app";
const secret = new SecretText([{ name: "place", from: "env", source: "PLACE", place: "system.yaml:1" }]);

/** The least that each kind takes. */
const least: Record<string, Record<string, unknown>> = {
  "http-json": { url },
  "http-headers": { url },
  "http-many": { requests: { a: { url } } },
  prometheus: { url, take: { n: "n" } },
  "stream-ticket": { base: url },
  "log-match": { log: { name: "app", file: "/var/log/app.ndjson" }, window: "15m", patterns: { n: { matches: "x" } } },
  command: { command: { name: "verify", argv: ["verify"], env: {}, timeoutMs: 1000, attempts: 1 } },
  files: { path: "/var/lib/app/letters" },
  file: { path: "/srv/app/metadata.txt", format: "keys", take: { sha: "sha" } },
  "pg-query": { database, query: "SELECT 1 AS n" },
  "pg-boss": { database, look: "counts" },
  "pg-boss-workers": { database, queue: "idle" },
  "discord-messages": { database, query: "SELECT 1 AS n", token: "hunter22" },
  redis: { url: "redis://:hunter22@cache.example.com:6379/0" },
  qstash: { token: "hunter22", look: "dlq" },
  vercel: { token: "hunter22", project: "app" },
  "vercel-logs": { token: "hunter22", project: "app" },
  sentry: { token: "hunter22", organization: "team", routes: "/api/sync" },
  "status-page": { url },
  tcp: { host: "db.example.com", port: 5432 },
  "tls-expiry": { host: "status.example.com" },
  dns: { name: "status.example.com" },
  "clock-skew": { urls: { api: url } },
  "hmac-sample": {
    path: "/srv/app/sample.json",
    secret,
    fields: { at: "/at" },
    timestamp: "at",
    signature: "/signature",
  },
  causes: { causes: { a: { title: "A", evidence: [{ for: { verdict: "b", in: ["fail"] } }] } } },
};

describe.each(checkKinds.map((kind) => [kind.kind, kind] as const))("%s", (name, kind) => {
  it("names its target without a secret", () => {
    expect(kind.target(kind.params.parse(least[name]))).toMatch(/^[\w./-]+(:\d+)?$/);
    for (const [parameter, value] of Object.entries(least[name] ?? {})) {
      if (typeof value !== "string" || !value.includes("hunter22")) continue;
      expect(kind.target(kind.params.parse({ ...least[name], [parameter]: secret }))).toMatch(/^[\w.-]+$/);
    }
  });
  it("has a JSON Schema for editors", () => {
    const schema = z.toJSONSchema(kind.params, { io: "input", unrepresentable: "any" });
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
  });
  it("refuses a parameter that it does not know", () => {
    expect(kind.params.safeParse({ ...least[name], retries: 5 }).success).toBe(false);
  });
});

it("each kind has its own name", () => {
  const names = checkKinds.map(({ kind }) => kind);
  expect(new Set(names).size).toBe(names.length);
  expect(names.sort()).toEqual(Object.keys(least).sort());
});
