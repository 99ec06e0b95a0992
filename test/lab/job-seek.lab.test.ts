import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { eventually } from "../helpers/eventually.ts";
import { readOverlay, startTestLab } from "./lab-target.ts";
import { openWatch, type Watch } from "./watch.ts";

let home: string;
let lab: Lab;
let watch: Watch;
let vars: Readonly<Record<string, string>>;
let token = "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
  lab = await startTestLab({ systems: ["job-seek"], era: "B", home });
  watch = await openWatch(lab, home);
  vars = (await readOverlay(lab.config)).find(({ system }) => system === "job-seek")?.vars ?? {};
});

beforeEach(async () => {
  const email = lab.env.LAB_JOB_SEEK_OPS_EMAIL;
  const { data } = await post("/api/auth/login", { email, password: lab.env.LAB_JOB_SEEK_OPS_PASSWORD });
  token = String(data.accessToken);
});

afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await lab.stop();
  await rm(home, { recursive: true });
});

interface Answered {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** As a person at an address of its own, so that no limit is met by chance. */
async function post(path: string, body?: object): Promise<Answered> {
  const response = await fetch(`${vars.api}${path}`, {
    method: "POST",
    headers: {
      ...(body && { "content-type": "application/json" }),
      ...(token && { authorization: `Bearer ${token}` }),
      "x-forwarded-for": "10.9.9.9",
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { data?: Answered["data"] };
  return { status: response.status, data: answer.data ?? {} };
}

const letters = () => readdir(vars.deadLetters ?? "");
const replay = () => post("/api/ops/scrape/callbacks/replay");

describe("a lab's job-seek", () => {
  it("is ok in every check that has a schedule", () => watch.until([]));

  it("limits each route to 8 a minute of one address, with suffixed headers", async () => {
    const ask = () => fetch(`${vars.api}/api/ops/metrics`, { headers: { "x-forwarded-for": "10.9.9.8" } });
    const seen: Response[] = [];
    for (let i = 0; i < 9; i += 1) seen.push(await ask());
    expect(seen.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 401, 401, 429]);
    expect(seen[0]?.headers.get("x-ratelimit-limit-sensitive")).toBe("8");
    expect(seen[8]?.headers.get("retry-after")).toBeNull();
    expect(Number(seen[8]?.headers.get("retry-after-sensitive"))).toBeGreaterThan(0);
  });

  it("takes the worker's paths exactly, and its work only with a token", async () => {
    const ask = async (path: string, init?: RequestInit) => (await fetch(`${vars.worker}${path}`, init)).status;
    expect(await ask("/health")).toBe(200);
    expect(await ask("/health?verbose=1")).toBe(404);
    expect(await ask("/callbacks/replay")).toBe(404);
    expect(await ask("/tasks", { method: "POST", body: "{}" })).toBe(401);
  });

  it("retries only failed runs of one's own", async () => {
    const unknown = "591d0567-3821-4486-8e4a-c549c07142e9";
    expect((await post(`/api/job-sources/runs/${unknown}/retry`)).status).toBe(404);
    expect((await post("/api/job-sources/runs/not-a-uuid/retry")).status).toBe(400);
    // A search of somebody else may hold the worker for longer than the API waits, or than the same intent is refused.
    const scraped = await eventually(async () => {
      const listingUrl = `http://127.0.0.1:1/${randomUUID()}`;
      const answer = await post("/api/job-sources/scrape", { listingUrl });
      expect(answer).toMatchObject({ status: 201, data: { status: "accepted", outcome: "failed" } });
      expect((await post("/api/job-sources/scrape", { listingUrl })).status).toBe(429);
      return answer;
    });
    const retried = await eventually(async () => {
      const answer = await post(`/api/job-sources/runs/${scraped.data.sourceRunId}/retry`);
      expect(answer.status).toBe(201);
      return answer;
    });
    expect(retried.data).toMatchObject({ retriedFromRunId: scraped.data.sourceRunId, retryCount: 1 });
  });
});

describe("verify-deployment on demand", () => {
  it("runs the team's script, which passes", async () => {
    expect(await watch.look("job-seek/verify-deployment")).toMatchObject({ verdict: "ok" });
  });

  it("names the part that fails", async () => {
    await breakFault(lab.control, "job-seek/web-down");
    const reading = await eventually(async () => {
      const young = await watch.look("job-seek/verify-deployment");
      expect(young.verdict).toBe("fail");
      return young;
    });
    await healFault(lab.control, "job-seek/web-down");
    expect(reading).toMatchObject({ verdict: "fail", facts: { exitCode: 1, api: true, worker: true, web: false } });
    expect(reading.summary).toMatch(/Web: web-health-000/);
  });
});

describe("dead letters of a lab's job-seek", () => {
  it("are shown without their token, and are sent by a replay", async () => {
    await breakFault(lab.control, "job-seek/dead-letters");
    const [name = ""] = await letters();
    const letter = JSON.parse(await readFile(join(vars.deadLetters ?? "", name), "utf8")) as { callbackToken: string };
    expect(letter.callbackToken).toMatch(/^callback_/);
    const reading = await watch.look("job-seek/dead-letters");
    expect(reading.summary).toMatch(/^5 dead letters/);
    expect(JSON.stringify(reading)).toContain("fetch failed");
    expect(JSON.stringify(reading)).not.toContain(letter.callbackToken);
    expect(await replay()).toMatchObject({ status: 201, data: { ok: true, total: 5, sent: 5, failed: 0 } });
    expect(await letters()).toEqual([]);
    await healFault(lab.control, "job-seek/dead-letters");
  });

  it("with numbers that do not agree are sent as soon as they were refused once, and their run does not end", async () => {
    await breakFault(lab.control, "job-seek/poisoned-letter");
    const [name = ""] = await letters();
    // The API may have refused it before it became a letter: then the first replay is the second delivery.
    const first = await replay();
    const last = first.data.failed === 1 ? await replay() : first;
    expect(last.data).toMatchObject({ total: 1, sent: 1, failed: 0 });
    const [, id = ""] = /^run-[0-9a-f]{8}-(.{36})-\d+\.json$/.exec(name) ?? [];
    const again = await post(`/api/ops/scrape/runs/${id}/reconcile`);
    expect(again.data).toMatchObject({ status: "RUNNING", reconciled: false, reason: "not-stale" });
    await healFault(lab.control, "job-seek/poisoned-letter");
  });
});
