import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/core/reading.ts";
import { answering } from "../helpers/servers/answering.ts";
import { closedPort } from "../helpers/servers/listen.ts";
import { openShipped, planOf } from "./shipped.ts";

/** What one would believe of opsmantik and should not, by real looks of the shipped checks. */
const folder = mkdtempSync(join(tmpdir(), "opsdeck-traps-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Script {
  readonly trap: string;
  readonly program: string;
  readonly verdict: Verdict;
  readonly says: RegExp;
}
const banner = 'console.log("[dotenv@17.2.3] injecting env (0) from .env.local");';
const scripts: readonly Script[] = [
  {
    trap: "prints a line of dotenv before its OK, and its OK proves names only",
    program: `${banner} console.log("Partition triggers OK (sessions_set_created_month, events_set_session_month_from_session)");`,
    verdict: "ok",
    says: /^the script ends with 0; it passes a disabled trigger and a month without partition, which om partition/,
  },
  {
    trap: "prints a line of dotenv before it says what is missing",
    program: `${banner} console.error("Partition triggers MISSING - drift guards may have been dropped"); process.exit(1);`,
    verdict: "fail",
    says: /a partition trigger is missing\. Apply the migration again/,
  },
  {
    trap: "ends with 1 where it could not ask: that is no missing trigger",
    program: `${banner} console.error("Missing NEXT_PUBLIC_SUPABASE_URL or SUPABASE_SERVICE_ROLE_KEY"); process.exit(1);`,
    verdict: "unknown",
    says: /could not tell: Missing NEXT_PUBLIC_SUPABASE_URL/,
  },
];

describe("opsmantik's verify script", () => {
  it.each(scripts.map((one) => [one.trap, one] as const))("%s", async (_trap, { program, ...due }) => {
    const verifyPartitionsScript = join(mkdtempSync(join(folder, "verify-")), "verify.mjs");
    writeFileSync(verifyPartitionsScript, program);
    const env = { OPSMANTIK_SUPABASE_SERVICE_ROLE_KEY: "a-key-of-the-test" };
    const vars = { verifyPartitionsScript, supabaseUrl: "http://127.0.0.1:1" };
    await using shipped = openShipped("opsmantik", { vars, env, bin: dirname(process.execPath) });
    const { verdict, summary } = await shipped.look("verify-partition-triggers");
    expect({ verdict, summary }).toMatchObject({ verdict: due.verdict });
    expect(summary).toMatch(due.says);
  });
});

/** A line of the runtime log: the app's own message as Vercel passes it on. */
const logged = (level: string, msg: string, more: object = {}) => ({
  level: level === "warn" ? "warning" : level,
  message: JSON.stringify({ level, msg, ts: new Date().toISOString(), ...more }),
  rowId: "1",
  source: "serverless",
  timestampInMs: Date.now(),
  domain: "console.opsmantik.com",
  requestMethod: "POST",
  requestPath: "/api/sync",
  responseStatusCode: 200,
});
interface Tail {
  readonly trap: string;
  readonly row: object;
  readonly verdict: Verdict;
  readonly says: RegExp;
}
const tails: readonly Tail[] = [
  {
    trap: "A writes QSTASH_PUBLISH_ERROR, as the runbook says",
    row: logged("error", "QSTASH_PUBLISH_ERROR", { site_id: "s" }),
    verdict: "warn",
    says: /^1 × .*QSTASH_PUBLISH_ERROR.*Check QSTASH_TOKEN/,
  },
  {
    trap: "since b01d9ec the runbook's QSTASH_PUBLISH_ERROR is called QSTASH_PUBLISH_FAILED",
    row: logged("error", "QSTASH_PUBLISH_FAILED", { code: "QSTASH_PUBLISH_FAILED", route: "sync" }),
    verdict: "warn",
    says: /^1 × .*QSTASH_PUBLISH_FAILED.*Check QSTASH_TOKEN/,
  },
  {
    trap: "INGEST_PIPELINE_DEGRADED with -1 is no number of failures: nothing could be counted",
    row: logged("warn", "INGEST_PIPELINE_DEGRADED", { code: "INGEST_CHECK_UNKNOWN", failure_count: -1 }),
    verdict: "warn",
    says: /could not count, since its database does not answer\. Look at om database/,
  },
  {
    trap: "the message WATCHTOWER_OK is written in an alarm, too: it proves nothing",
    row: logged("info", "WATCHTOWER_OK", { status: "alarm", sessionsLastHour: 0 }),
    verdict: "unknown",
    says: /^Heard for \d+ s only, and the log is a live tail/,
  },
];

describe("opsmantik's runtime log", () => {
  const project = { id: "prj", name: "opsmantik", targets: { production: { id: "dpl_1" } } };
  it.concurrent.each(tails.map((one) => [one.trap, one] as const))("%s", async (_trap, { row, ...due }) => {
    await using server = await answering({
      "/v9/projects/opsmantik": { type: "application/json", body: JSON.stringify(project) },
      "/v1/projects/prj/deployments/dpl_1/runtime-logs": (_request, response) =>
        void response.writeHead(200, { "content-type": "application/stream+json" }).write(`${JSON.stringify(row)}\n`),
    });
    const env = { OPSDECK_VERCEL_TOKEN: "a-token-of-the-test" };
    await using shipped = openShipped("opsmantik", { vars: { vercelUrl: server.origin }, env });
    const { verdict, summary } = await shipped.look("log-messages");
    expect({ verdict, summary }).toMatchObject({ verdict: due.verdict });
    expect(summary).toMatch(due.says);
  });
});

describe("opsmantik's deployment", () => {
  const commit = "c1d30b47ea46f49ec5ecb95027a387905816c88b";
  const meta = { githubCommitSha: commit, githubCommitRef: "master" };
  const names = [
    "QSTASH_CURRENT_SIGNING_KEY",
    "QSTASH_NEXT_SIGNING_KEY",
    "SUPABASE_SERVICE_ROLE_KEY",
    "ALLOWED_ORIGINS",
  ];
  const project = "/v9/projects/opsmantik";
  const json = (body: object) => ({ type: "application/json", body: JSON.stringify(body) });

  it("keeps its commit when a token is changed: only the time of the variable tells that it is not live yet", async () => {
    const [made, edited] = [Date.now() - 3_600_000, Date.now() - 60_000];
    const deployment = { id: "dpl_1", readyState: "READY", createdAt: made, meta };
    const variable = (key: string, updatedAt: number) => ({
      key,
      type: "encrypted",
      target: ["production"],
      updatedAt,
    });
    const envs = [...names, "CRON_SECRET"].map((key) => variable(key, made - 1));
    await using server = await answering({
      [project]: json({ id: "prj", name: "opsmantik", targets: { production: deployment } }),
      "/v6/deployments": json({ deployments: [{ uid: "dpl_1", state: "READY", created: made, meta }] }),
      "/v9/projects/prj/env": json({ envs: [...envs, variable("QSTASH_TOKEN", edited)] }),
      "/v9/projects/prj/domains": json({ domains: [{ name: "127.0.0.1", verified: true }] }),
      "/api/sync": (_request, response) => {
        const build = { "x-opsmantik-commit": commit, "x-opsmantik-branch": "master" };
        response.writeHead(405, { ...build, "x-vercel-id": "fra1::iad1::abcde" }).end();
      },
    });
    const vars = { vercelUrl: server.origin, base: server.origin, expectedCommit: commit };
    await using shipped = openShipped("opsmantik", { vars, env: { OPSDECK_VERCEL_TOKEN: "a-token-of-the-test" } });
    expect(await shipped.look("deploy")).toMatchObject({ verdict: "ok" });
    expect(await shipped.look("vercel")).toMatchObject({ verdict: "ok" });
    const { verdict, summary } = await shipped.look("vercel-env");
    expect({ verdict, summary }).toMatchObject({ verdict: "warn" });
    expect(summary).toMatch(
      /^Edited after the last deployment: QSTASH_TOKEN\. It is not in effect until somebody redeploys/,
    );
  });
});

describe("opsmantik's watchtower", () => {
  it("lets cron in at H by three signs together: the runbook's header alone is refused", async () => {
    const checks = { ingestPublishFailuresLast15m: { count: 0 } };
    const body = { code: "WATCHTOWER_OK", status: "ok", failure_count: 0, checks };
    await using server = await answering({
      "/api/cron/watchtower": ({ headers }, response) => {
        const signs = [
          headers["x-vercel-cron"] === "1",
          headers["x-vercel-id"],
          headers.authorization === "Bearer cron-secret",
        ];
        const said = signs.every(Boolean) ? body : { error: "forbidden", code: "CRON_FORBIDDEN" };
        const type = { "content-type": "application/json" };
        response.writeHead(signs.every(Boolean) ? 200 : 403, type).end(JSON.stringify(said));
      },
    });
    const look = async (vars: Record<string, string>, secret = "cron-secret") => {
      const own = { vars: { base: server.origin, ...vars }, env: { CRON_SECRET: secret } };
      await using shipped = openShipped("opsmantik", own);
      return await shipped.look("watchtower");
    };
    expect(await look({ vercelId: "local::cockpit" })).toMatchObject({ verdict: "ok" });
    for (const refused of [await look({}), await look({ vercelId: "local::cockpit" }, "another-secret")])
      expect(refused).toMatchObject({
        verdict: "unknown",
        summary: expect.stringContaining("CRON_FORBIDDEN") as string,
      });
  });

  it("pages the chat room at each look while it is not ok: it is looked at every 5 min at most", () => {
    const { effect, everyMs, floorMs, onDemandFloorMs } = planOf("opsmantik/watchtower");
    expect({ effect, everyMs, floorMs, onDemandFloorMs }).toEqual({
      effect: "notifies",
      everyMs: 300_000,
      floorMs: 300_000,
      onDemandFloorMs: 60_000,
    });
  });
});

describe("opsmantik's proof post", () => {
  it("is a write, is sent byte order mark and all, and waits for an unreachable QStash and Redis", async () => {
    const { effect, mode, timeoutMs } = planOf("opsmantik/sync-proof");
    expect({ effect, mode }).toEqual({ effect: "writes", mode: "on-demand" });
    expect(timeoutMs).toBeGreaterThanOrEqual(15_000);
    const sent: Buffer[] = [];
    await using server = await answering({
      "/api/sync": (request, response) => {
        request.on("data", (chunk: Buffer) => sent.push(chunk));
        request.on("end", () => response.end('{"ok":true,"status":"queued","ingest_id":"i-1"}'));
      },
    });
    const proofFile = join(folder, "proof.json");
    const bytes = Buffer.from('\uFEFF{"s":"b298a0393f0541c6bd7e4643269abcc6","url":"https://a.example/"}\n');
    writeFileSync(proofFile, bytes);
    await using shipped = openShipped("opsmantik", { vars: { base: server.origin, proofFile } });
    expect(await shipped.look("sync-proof")).toMatchObject({ verdict: "ok" });
    expect(Buffer.concat(sent)).toEqual(bytes);
  });
});

describe("opsmantik's Redis", () => {
  it("may be down and A and B take every event all the same: its own look tells it", async () => {
    await using shipped = openShipped("opsmantik", {
      env: { OPSMANTIK_REDIS_URL: `redis://127.0.0.1:${await closedPort()}` },
    });
    const { verdict, summary } = await shipped.look("redis");
    expect(verdict).toBe("fail");
    expect(summary).toMatch(/refuses connections.*the rate limit lets everything pass in eras A and B, nothing in H/);
  });
});
