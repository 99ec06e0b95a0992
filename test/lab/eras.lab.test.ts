import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { opsmantikTarget, startTestLab } from "./lab-target.ts";
import { openWatch } from "./watch.ts";

let home: string;
const labs = new Map<string, Lab>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
  const start = async (era: "A" | "H") => labs.set(era, await startTestLab({ systems: ["opsmantik"], era, home }));
  await Promise.all([start("A"), start("H")]);
});

afterAll(async () => {
  await Promise.all([...labs.values()].map((lab) => lab.stop()));
  await rm(home, { recursive: true });
});

/** What the document about the real system says of each era. */
describe.each(["A", "H"] as const)("opsmantik at era %s", (era) => {
  let lab: Lab;
  let target: Awaited<ReturnType<typeof opsmantikTarget>>;

  beforeAll(async () => {
    const started = labs.get(era);
    if (!started) throw new Error("the lab did not start");
    lab = started;
    target = await opsmantikTarget(lab);
  });

  const post = (body: unknown) =>
    fetch(`${target.base}/api/sync`, {
      method: "POST",
      headers: { origin: target.origin, "content-type": "application/json" },
      body: `\uFEFF${JSON.stringify(body)}`,
    });
  const proof = { s: "b298a0393f0541c6bd7e4643269abcc6", url: "https://www.sosreklam.com/" };

  it("is ok at rest but for what its era cannot tell", async () => {
    await using watch = await openWatch(lab, home);
    const never = {
      A: ["deploy", "publish-failures", "watchtower-publish"],
      H: ["diag", "publish-failures", "watchtower", "watchtower-publish"],
    }[era];
    await watch.until(never.map((check) => `opsmantik/${check}`));
    expect(never.map((check) => watch.verdicts()[`opsmantik/${check}`])).toEqual(never.map(() => "unknown"));
  });

  it("answers GET /api/sync with 405, with build headers unless it is A", async () => {
    const response = await fetch(`${target.base}/api/sync`, { method: "HEAD" });
    expect(response.status).toBe(405);
    expect(response.headers.get("x-opsmantik-branch")).toBe(era === "A" ? null : "master");
    expect(response.headers.get("x-vercel-id")).toMatch(/^fra1::/);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("takes the proof as its era does", async () => {
    const response = await post(proof);
    expect(response.status).toBe(era === "A" ? 200 : 204);
    expect(response.headers.get("x-opsmantik-consent-missing")).toBe(era === "A" ? null : "analytics");
    const consented = await post({ ...proof, consent_scopes: ["analytics"] });
    expect(consented.status).toBe(era === "A" ? 200 : 202);
    expect(await consented.json()).toMatchObject({ ok: true, status: "queued" });
  });

  it("has its worker where its era has it", async () => {
    const ask = async (path: string) => (await fetch(`${target.base}${path}`, { method: "POST", body: "{}" })).status;
    const found = [await ask("/api/sync/worker"), await ask("/api/workers/ingest")];
    expect(found).toEqual(era === "A" ? [403, 404] : [404, 403]);
  });

  it("lets cron in by the rule of its era", async () => {
    const ask = (headers: Record<string, string>) => fetch(`${target.base}/api/cron/watchtower`, { headers });
    const bearer = { authorization: `Bearer ${lab.env.LAB_OPSMANTIK_CRON_SECRET}` };
    const cron = { "x-vercel-cron": "1" };
    expect((await ask(cron)).status).toBe(era === "A" ? 401 : 403);
    expect((await ask(bearer)).status).toBe(era === "A" ? 200 : 403);
    const body = (await (await ask({ ...bearer, ...cron })).json()) as Record<string, unknown>;
    expect("code" in body).toBe(era === "H");
    expect("billing_metrics" in body).toBe(era === "H");
  });

  it("says what becomes of an event when QStash cannot be reached", async () => {
    await breakFault(lab.control, "opsmantik/qstash-unreachable");
    const response = await post({ ...proof, consent_scopes: ["analytics"] });
    const queued = { ok: true, status: "queued", degraded: 1 };
    expect(await response.json()).toMatchObject(era === "H" ? queued : { ok: true, score: 0, status: "degraded" });
    expect(response.headers.get("x-opsmantik-direct-worker-fallback")).toBe(era === "H" ? "1" : null);
    expect(response.headers.get("x-opsmantik-degraded")).toBeNull();
  });
});
