import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { type JobSeekLab, startJobSeekLab } from "./job-seek-lab.ts";
import { closing, passed, skipped, troubles } from "./run-lines.ts";

let at: JobSeekLab;
beforeAll(async () => {
  at = await startJobSeekLab();
}, 60_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const told = async (check: string): Promise<string> => {
  const { out } = await at.call(["check", "--json", `job-seek/${check}`]);
  const { readings } = JSON.parse(out) as { readings: { verdict: string; summary: string }[] };
  return readings.map(({ verdict, summary }) => `${verdict}: ${summary}`).join("\n");
};

/** What the API keeps of a request that it refused. */
const refuse = (path: string, status: number, raw: string | null) =>
  at.sql(
    `insert into api_request_events (level, method, path, status_code, message, meta)
     values ('warning', 'POST', $1, $2, 'The request failed', jsonb_build_object('rawMessage', $3::text))`,
    [path, status, raw],
  );

describe("an answer of the API that is not known", () => {
  it.each([
    [400, "source is paused", /^fail: 400 source is paused: the API refused it for a reason that is not known here/],
    [409, null, /^fail: 409 The request failed: the API refused it for a reason that is not known here/],
    [500, "Connection terminated", /^fail: 500 Connection terminated: the API itself failed/],
    [503, 'Worker rejected request: {"queue":{"active":1}}', /^fail: 503 Worker rejected.*not linked/],
  ])("is told of a retry: %s %s", async (status, raw, words) => {
    // Those of the last two minutes count, which are seconds here.
    await eventually(async () => {
      await refuse("/api/job-sources/runs/00000000-0000-4000-8000-000000000000/retry", status, raw);
      expect(await told("retry-answers")).toMatch(words);
    });
  });

  it("is told of a callback, and mended by a person", async () => {
    await refuse("/api/job-sources/complete", 500, "Connection terminated");
    const broken = /^fail: 1 callback met an API that failed itself/;
    await eventually(async () => expect(await told("replay-refusals")).toMatch(broken));
    await refuse("/api/job-sources/complete", 401, null);
    for (const check of ["callback-refusals", "callback-auth"]) {
      const other = /^fail: .*The request failed.* not known here/;
      await eventually(async () => expect(await told(check)).toMatch(other));
    }
    const { code, lines } = await at.run("callback-security");
    expect(code, troubles(lines).join("\n")).toBe(0);
    expect(passed(lines, "mend-worker")).toBeDefined();
    expect(passed(lines, "believed")).toBeDefined();
    await at.sql("delete from api_request_events where message = 'The request failed'");
  }, 120_000);
});

describe("the incident checklist tells its six points", () => {
  const points = ["api-ready", "refusals", "queue", "letters", "signing"];
  const sent = (lines: Awaited<ReturnType<JobSeekLab["run"]>>["lines"]) =>
    lines.filter(({ type }) => type === "request.sending");

  it("with wrong release metadata, which forbids to send anything, with letters and without", async () => {
    await at.break("old-release");
    const { code, lines } = await at.run("incident-checklist");
    expect(code).toBe(1);
    for (const step of points) expect(passed(lines, step), step).toBeDefined();
    expect(troubles(lines).slice(0, -1)).toEqual([
      expect.stringMatching(/^smoke-search: .*the target is not proved/),
      expect.stringMatching(/^release: .*not the expected/),
    ]);
    expect(closing(lines)).toMatch(/^Do not promote: .*point 6 says in what/);
    await at.break("dead-letters");
    const letters = await at.run("incident-checklist");
    expect(troubles(letters.lines).map((words) => words.split(":", 1)[0])).toEqual([
      ...["replay", "none-left", "no-letters", "release", "mend-release"],
    ]);
    expect(sent([...lines, ...letters.lines])).toEqual([]);
    expect(await at.letters()).toHaveLength(5);
    await at.heal("old-release");
    const { lines: healthy, code: done } = await at.run("incident-checklist");
    expect(troubles(healthy)).toEqual([]);
    expect(done).toBe(0);
    await at.heal("dead-letters");
  }, 240_000);

  it("with a poisoned letter, which is sent once", async () => {
    await at.break("poisoned-letter");
    const { code, lines } = await at.run("incident-checklist");
    expect(code).toBe(1);
    expect(passed(lines, "why-left")?.note).toMatch(/poisoned/);
    expect(passed(lines, "release")).toBeDefined();
    expect(skipped(lines)).toContain("smoke-search");
    expect(sent(lines)).toHaveLength(1);
    expect(closing(lines)).toMatch(/^Letters are left, and a smoke test would delete them/);
    await at.heal("poisoned-letter");
  }, 120_000);

  it("with an API that is away", async () => {
    await at.break("api-down");
    const { code, lines } = await at.run("incident-checklist");
    expect(code).toBe(1);
    for (const step of [...points, "release"]) expect(passed(lines, step), step).toBeDefined();
    expect(skipped(lines)).toEqual(expect.arrayContaining(["replay", "smoke", "smoke-search"]));
    expect(sent(lines)).toEqual([]);
    expect(closing(lines)).toMatch(/^The API is not ready: point 1 says why/);
    await at.heal("api-down");
  }, 120_000);

  it("with a token for replays that was revoked", async () => {
    await at.break("dead-letters");
    const { lines } = await at.run("incident-checklist", {
      over: { secrets: { tasksToken: "${env:ANOTHER_TOKEN}" } },
      env: { ANOTHER_TOKEN: "tasks-token-canary" },
    });
    expect(troubles(lines)[0]).toMatch(/^replay: .*answered 401: Unauthorized/);
    expect(passed(lines, "release")).toBeDefined();
    expect(closing(lines)).toMatch(/^Letters are left/);
    expect(await at.letters()).toHaveLength(5);
    await at.heal("dead-letters");
  }, 120_000);
});
