import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failedRun, type JobSeekLab, LETTER_FAULTS, losing, lostRetry, startJobSeekLab } from "./job-seek-lab.ts";
import { closing, passed, skipped, troubles } from "./run-lines.ts";

let at: JobSeekLab;
beforeAll(async () => {
  at = await startJobSeekLab();
}, 60_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const workerHealth = async () =>
  ((await (await fetch(`${at.vars.worker}/health`)).json()) as { queue: Record<string, number> }).queue;

describe("callbacks", () => {
  it("that are signed with another secret: the sample tells, the worker gets the API's, letters are sent", async () => {
    await at.break("bad-signature");
    const { code, lines, out } = await at.run("callback-security");
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "sample")?.note).toMatch(/another secret/);
    expect(passed(lines, "refusals")?.note).toMatch(/Invalid worker callback signature/);
    expect(out).not.toMatch(/signing_[0-9a-f]/);
    const replayed = await at.run("dead-letter-replay");
    expect(closing(replayed.lines)).toBeUndefined();
    expect(replayed.code).toBe(0);
    expect(await at.letters()).toEqual([]);
    await at.heal("bad-signature");
  }, 240_000);

  it("whose identity is for another audience are told by their reason, and are believed once a person has mended it", async () => {
    await at.break("oidc-audience");
    const during = { "mend-worker": () => at.heal("oidc-audience") };
    const { code, lines, out } = await at.run("callback-security", { during });
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "mode")?.captured).toMatchObject({ bearer: false, oidc: true, hmac: true });
    expect(passed(lines, "refusals")?.note).toMatch(/Invalid worker callback OIDC token.*another audience/);
    expect(skipped(lines)).toEqual(["set-clock", "clock-right", "set-secret"]);
    expect(passed(lines, "believed")).toBeDefined();
    expect(out).not.toMatch(/eyJ/);
  }, 240_000);

  it("whose clock is off: seconds are shown, and a clock that stays wrong is told", async () => {
    await at.break("clock-skew");
    const { code, lines } = await at.run("callback-security");
    expect(code).toBe(1);
    expect(passed(lines, "refusals")?.note).toMatch(/Expired/);
    expect(Math.abs(Number(passed(lines, "clocks")?.captured?.apart) - 600)).toBeLessThanOrEqual(2);
    expect(closing(lines)).toMatch(/^The clocks are still apart/);
    const checklist = await at.run("incident-checklist");
    expect(passed(checklist.lines, "refusals")?.note).toMatch(/clock/);
    expect(checklist.code).toBe(1);
    const mended = await at.run("callback-security", { during: { "set-clock": () => at.heal("clock-skew") } });
    expect(troubles(mended.lines)).toEqual([]);
    expect(mended.code).toBe(0);
    const healthy = await at.run("callback-security");
    expect(troubles(healthy.lines)).toEqual([]);
    expect(skipped(healthy.lines)).toEqual(["mend-worker", "set-clock", "clock-right", "set-secret", "believed"]);
    expect(healthy.code).toBe(0);
  }, 240_000);
});

describe("runs", () => {
  it("that are stale are ended, with the right token only", async () => {
    await at.break("stale-runs");
    const wrong = await at.run("stale-run-reconcile", { env: { LAB_JOB_SEEK_OPS_INTERNAL_TOKEN: "internal-canary" } });
    expect(wrong.code).toBe(1);
    expect(closing(wrong.lines)).toMatch(/^The reconcile was not made, .* 403/);
    const { code, lines } = await at.run("stale-run-reconcile");
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "reconcile")?.captured).toMatchObject({ reconciled: 2 });
    const again = await at.run("stale-run-reconcile");
    expect(skipped(again.lines)).toEqual(["reconcile"]);
    await at.heal("stale-runs");
  }, 120_000);

  it("that are silent are told, and not ended", async () => {
    await at.break("stale-heartbeats");
    const { code, lines } = await at.run("stale-run-reconcile");
    expect(passed(lines, "silent")?.note).toMatch(/silent|heartbeat/);
    expect(code, troubles(lines).join("\n")).toBe(0);
    await at.heal("stale-heartbeats");
  }, 120_000);

  it.each([
    ["sending", '"type":"request.sending"'],
    ["answered", '"type":"request.answered"'],
  ])(
    "are retried once when opsdeck dies with the request %s",
    async (_instant, dieAfter) => {
      await at.break("failed-run");
      const vars = { run: await failedRun(at) };
      await at.run("failed-run-retry", { vars, dieAfter }).catch(() => undefined);
      await at.run("failed-run-retry", { vars });
      await at.run("failed-run-retry", { vars });
      const retries = "select id from job_source_runs where retry_of_run_id = $1";
      expect(await at.sql(retries, [vars.run])).toHaveLength(1);
      await at.heal("failed-run");
    },
    120_000,
  );
});

describe("a retry that the worker refuses", () => {
  it("is told with its reason, leaves a run that is not linked, and is not made again", async () => {
    await at.break("failed-run");
    const [failed] = await at.sql<{ id: string; listing_url: string }>(
      `select r.id, r.listing_url from job_source_runs r join users u on u.id = r.user_id
       where r.status = 'FAILED' and u.email = 'ops@example.com'`,
    );
    const vars = { run: failed?.id ?? "" };
    await at.break("low-success");
    const { code, lines } = await at.run("failed-run-retry", { vars });
    expect(code).toBe(1);
    expect(troubles(lines)[0]).toMatch(/^retry: nobody knows whether http-request was done/);
    expect(passed(lines, "why-refused")?.note).toMatch(/^503 Worker rejected.*not linked/);
    expect(closing(lines)).toMatch(/^The run was not retried/);
    const again = await at.run("failed-run-retry", { vars });
    expect(closing(again.lines)).toMatch(/^There is a newer run of the same search already/);
    const runs = "select status, retry_of_run_id as of from job_source_runs where listing_url = $1 and id <> $2";
    expect(await at.sql(runs, [failed?.listing_url, vars.run])).toEqual([{ status: "FAILED", of: null }]);
    await at.heal("low-success");
    await at.heal("failed-run");
  }, 120_000);
});

describe("an answer that is lost", () => {
  const lost = /^\w[\w-]+: nobody knows whether http-request was done/;

  it("of a retry is looked for, and found", async () => {
    await at.break("failed-run");
    const { code, lines } = await lostRetry(at, await failedRun(at));
    expect(troubles(lines)).toEqual([expect.stringMatching(lost)]);
    expect(passed(lines, "not-retried")).toBeDefined();
    expect(code).toBe(0);
    await at.heal("failed-run");
  }, 120_000);

  it("of a reconcile ends nothing twice", async () => {
    await at.break("stale-runs");
    const ended = "select count(*)::int as n from job_source_runs where status = 'FAILED'";
    const request = { target: "api", request: /^POST .*reconcile-stale-runs$/ } as const;
    const { code, lines } = await losing(at, request, ["stale-run-reconcile"]);
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(lost)]);
    expect(closing(lines)).toMatch(/^The reconcile was not made, or its answer got lost/);
    const after = await at.sql(ended);
    const again = await at.run("stale-run-reconcile");
    expect(skipped(again.lines)).toEqual(["reconcile"]);
    expect(again.code).toBe(0);
    expect(await at.sql(ended)).toEqual(after);
    await at.heal("stale-runs");
  }, 120_000);

  it("of a search is no reason for a second one", async () => {
    const searches =
      "select count(*)::int as n from job_source_runs r join users u on u.id = r.user_id where u.email = 'ops@example.com'";
    const [before] = await at.sql<{ n: number }>(searches);
    const request = { target: "api", request: /^POST .*job-sources\/scrape$/ } as const;
    const { code, lines } = await losing(at, request, ["smoke"]);
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(lost)]);
    expect(closing(lines)).toMatch(/where its answer got lost it may run all the same/);
    expect(await at.sql(searches)).toEqual([{ n: (before?.n ?? 0) + 1 }]);
  }, 120_000);
});

describe("a full queue", () => {
  it("that does not drain is told; raised limits are kept by proof, or given back", async () => {
    await at.break("queue-full");
    const waited = await at.run("queue-backpressure");
    expect(waited.code).toBe(1);
    expect(closing(waited.lines)).toMatch(/^The queue stays full/);

    const limits = { raise: "yes", concurrent: "5", queueSize: "20", timeoutMs: "180000" };
    const kept = await at.run("queue-backpressure", { vars: limits });
    expect(troubles(kept.lines)).toEqual([]);
    expect(kept.code).toBe(0);
    expect(await workerHealth()).toMatchObject({ maxConcurrent: 5, maxQueueSize: 20 });
    expect(kept.lines.filter(({ type }) => type.startsWith("duty")).map(({ type }) => type)).toEqual([
      "duty.armed",
      "duty.applied",
      "duty.discharged",
    ]);

    const back = await at.run("queue-backpressure", { vars: { ...limits, queueSize: "30", after: "give-back" } });
    expect(troubles(back.lines)).toEqual([]);
    expect(back.code).toBe(0);
    expect(await workerHealth()).toMatchObject({ maxConcurrent: 5, maxQueueSize: 20 });
    await at.heal("queue-full");
  }, 300_000);

  it("fails runs of others, whose retry is refused before anything is sent", async () => {
    await at.break("queue-full");
    const [failed] = await at.sql<{ id: string }>(
      "select id from job_source_runs where error like '%Queue is full%' limit 1",
    );
    const { code, lines } = await at.run("failed-run-retry", { vars: { run: failed?.id ?? "" } });
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^is-owner: /)]);
    await at.heal("queue-full");
    for (const runbook of ["queue-backpressure", "incident-checklist"]) {
      const drained = await at.run(runbook);
      expect(troubles(drained.lines)).toEqual([]);
      expect(drained.code).toBe(0);
    }
  }, 120_000);
});

describe("a database that hangs", () => {
  it("is told by the checklist, which sends nothing, and passes once it answers again", async () => {
    await at.break("db-hung");
    const { code, lines } = await at.run("incident-checklist");
    expect(code).toBe(1);
    expect(passed(lines, "api-ready")?.note).toMatch(/^no answer from .*a database that hangs/);
    expect(passed(lines, "api-alive")?.note).toMatch(/proves nothing about its database/);
    expect(closing(lines)).toMatch(/^The API is not ready: point 1 says why/);
    expect(lines.filter(({ type }) => type === "request.sending")).toEqual([]);
    await at.heal("db-hung");
    for (const runbook of ["incident-checklist", "deployment-verification"]) {
      expect((await at.run(runbook)).code).toBe(0);
    }
  }, 120_000);
});

describe("what is away", () => {
  it.each([
    ["api-down", "api-alive", /refuse/i],
    ["worker-down", "worker", /refuse/i],
    ["db-down", "database", /refuse|connect/i],
  ])(
    "%s is told by the checklist, which passes once it is back",
    async (fault, step, words) => {
      await at.break(fault);
      const { code, lines } = await at.run("incident-checklist");
      expect(passed(lines, step)?.note).toMatch(words);
      expect(code).toBe(1);
      await at.heal(fault);
      const back = await at.run("incident-checklist");
      expect(troubles(back.lines)).toEqual([]);
      expect(back.code).toBe(0);
    },
    120_000,
  );
});

describe("smoke", () => {
  it("searches for itself while callbacks are signed, and runs the script where they are not", async () => {
    const signed = await at.run("smoke");
    expect(troubles(signed.lines)).toEqual([]);
    expect(skipped(signed.lines)).toEqual(["smoke"]);
    expect(signed.code).toBe(0);
    await at.break("no-event-ids");
    const unsigned = await at.run("smoke");
    expect(troubles(unsigned.lines)).toEqual([]);
    expect(skipped(unsigned.lines)).toEqual(["smoke-search", "completes"]);
    expect(unsigned.code).toBe(0);
    for (const runbook of ["callback-security", "incident-checklist"]) {
      const more = await at.run(runbook);
      expect(troubles(more.lines)).toEqual([]);
      expect(more.code).toBe(0);
    }
    await at.heal("no-event-ids");
  }, 120_000);
});

describe("a deployment", () => {
  it("whose web app is gone is not verified, and a candidate of another commit is not promoted", async () => {
    await at.break("web-down");
    const deployment = await at.run("deployment-verification");
    expect(closing(deployment.lines)).toMatch(/^The deployment is not verified.*web app/);
    await at.heal("web-down");
    expect((await at.run("deployment-verification")).code).toBe(0);
    await at.break("old-release");
    const release = await at.run("release-metadata");
    expect(closing(release.lines)).toMatch(/^Do not promote: the metadata is of another commit/);
    await at.heal("old-release");
    for (const runbook of ["release-metadata", "incident-checklist"]) expect((await at.run(runbook)).code).toBe(0);
  }, 120_000);
});

it("every step of docs/COVERAGE.md was walked, with the fault of its line", () => {
  expect(at.walked.missing("job-seek", ({ fault }) => !LETTER_FAULTS.includes(fault))).toEqual([]);
});
