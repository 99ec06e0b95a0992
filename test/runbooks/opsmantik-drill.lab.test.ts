import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changes, type OpsmantikLab, startOpsmantikLab } from "./opsmantik-lab.ts";
import { closing, passed, troubles } from "./run-lines.ts";

const ENV = /^PATCH \/v9\/projects\/opsmantik\/env\//;
const REDEPLOY = "POST /v13/deployments";

let at: OpsmantikLab;
beforeAll(async () => {
  at = await startOpsmantikLab({ pace: 60 });
});
afterAll(() => at[Symbol.asyncDispose]());

const pages = async (): Promise<unknown> => (await fetch(`${at.lab.control}/pages`)).json();

describe("qstash-degraded-proof in the lab", () => {
  it("as a dry run previews every step of both runbooks and changes nothing", async () => {
    const before = await pages();
    const other = await at.call(["run", "no-sessions-ingested", "--dry-run"]);
    expect(other.code, other.out).toBe(0);
    expect(other.out).toMatch(/● roll-back\n +would be skipped: only when param\.rollbackTo/);
    expect(other.out).toMatch(/● allow-origin\n +tier 2\n +PATCH .*already, among 3/s);
    const { code, out, err } = await at.call(["run", "qstash-degraded-proof", "--dry-run"]);
    expect(err).toBe("");
    expect(code, out).toBe(0);
    expect(out).toMatch(/● break-token\n.*tier 3\n.*PATCH .*\/env\//);
    expect(out).not.toMatch(/app_[0-9a-f]{6}|vercel_[0-9a-f]{6}/);
    expect([at.app, at.vercel, at.qstash].flatMap(changes)).toEqual([]);
    expect(at.app.seen).not.toContain("GET /api/cron/watchtower");
    expect(await pages()).toEqual(before);
    expect(await readdir(join(at.lab.env.OPSDECK_STATE ?? "", "incidents")).catch(() => [])).toEqual([]);
  });

  it("stops the other runbook at once while sessions arrive", async () => {
    const { code, lines } = await at.run("no-sessions-ingested");
    expect(code).toBe(1);
    expect(closing(lines)).toMatch(/^Sessions arrive: this is UI or reporting/);
    expect(lines.filter(({ type }) => type === "step.started")).toHaveLength(1);
  });

  it("runs to its end in one go: production sees one break and one restore, and the duty ends by data", async () => {
    const { code, err, lines } = await at.run("qstash-degraded-proof");
    expect(troubles(lines)).toEqual([]);
    expect(err).not.toMatch(/◆/);
    expect(code).toBe(0);
    expect(changes(at.vercel).filter((line) => ENV.test(line))).toHaveLength(2);
    expect(changes(at.vercel).filter((line) => line === REDEPLOY)).toHaveLength(2);
    expect(changes(at.vercel)).toHaveLength(4);
    expect(changes(at.app).filter((line) => line === "POST /api/sync")).toHaveLength(2);
    expect(passed(lines, "proof-file")?.captured?.proofSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(passed(lines, "post-proof")?.note).toMatch(/^degraded \(200 qstash_publish_failed\)/);
    expect(Number(passed(lines, "watchtower-degrades")?.captured?.failureCount)).toBeGreaterThanOrEqual(1);
    expect(passed(lines, "log-line")?.captured?.loggedAt).toMatch(/Z$/);
    expect(lines.find(({ type }) => type === "duty.discharged")).toMatchObject({
      proof: [
        { check: "opsmantik/vercel" },
        { check: "opsmantik/sync-proof" },
        { check: "opsmantik/publish-failures" },
      ],
    });
    expect((await at.call(["duties"])).code).toBe(0);
  });
});
