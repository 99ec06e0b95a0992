import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { opsdeck } from "../helpers/cli.ts";
import { failedRun, type JobSeekLab, lostRetry, startJobSeekLab } from "./job-seek-lab.ts";
import { passed, skipped, troubles } from "./run-lines.ts";

describe("job-seek's runbooks", () => {
  it("fit their system", async () => {
    const shipped = { shipped: shippedSystems(), runbooks: shippedRunbooks() };
    const ran = await opsdeck(["runbooks", "lint", "--system", "job-seek"], { home: tmpdir(), ...shipped });
    expect(ran.out).toBe("");
    expect(ran.err).toBe("nothing has drifted in 9 runbooks\n");
  });
});

describe("in the lab", () => {
  let at: JobSeekLab;
  beforeAll(async () => {
    at = await startJobSeekLab();
  });
  afterAll(() => at?.[Symbol.asyncDispose]());

  it("a deployment is verified directly and by the script, a candidate by its metadata", async () => {
    const [deployment, release] = [await at.run("deployment-verification"), await at.run("release-metadata")];
    expect([...troubles(deployment.lines), ...troubles(release.lines)]).toEqual([]);
    expect([deployment.code, release.code]).toEqual([0, 0]);
    expect(passed(release.lines, "sha")?.captured?.sha).toMatch(/^[0-9a-f]{40}$/);
  });

  it("letters are not lost by a smoke test or a wrong token, and are sent by a replay that ends their runs", async () => {
    await at.break("dead-letters");
    const letters = await at.letters();
    expect(letters).toHaveLength(5);
    for (const runbook of ["dead-letter-replay", "incident-checklist", "smoke", "stale-run-reconcile"]) {
      const dry = await at.call(["run", `job-seek/${runbook}`, "--dry-run"]);
      expect(dry.code, dry.out).toBe(0);
      expect(dry.out).not.toMatch(/tasks_[0-9a-f]|internal_[0-9a-f]/);
    }
    const smoke = await at.run("smoke");
    expect(smoke.code).toBe(1);
    expect(troubles(smoke.lines)).toEqual([expect.stringMatching(/^no-letters: .*5 dead letters/)]);
    const stranger = await at.run("dead-letter-replay", {
      over: { secrets: { tasksToken: "${env:ANOTHER_TOKEN}" } },
      env: { ANOTHER_TOKEN: "tasks-token-canary" },
    });
    expect(stranger.code).toBe(1);
    expect(troubles(stranger.lines)).toEqual([expect.stringMatching(/^replay: .*answered 401: Unauthorized/)]);
    expect(stranger.out).not.toContain("canary");
    expect(await at.letters()).toEqual(letters);

    for (const [by, step] of [
      ["http", "replay"],
      ["command", "replay-by-command"],
    ] as const) {
      const between = { step, work: () => at.break("old-release") };
      const moved = await at.run("dead-letter-replay", { vars: { by }, between });
      expect(troubles(moved.lines)).toEqual([
        expect.stringMatching(/^replay.* was not sent: the target is not proved/),
      ]);
      expect(moved.lines.filter(({ type }) => type === "request.sending")).toEqual([]);
      await at.heal("old-release");
    }
    expect(await at.letters()).toEqual(letters);

    const { code, err, lines } = await at.run("dead-letter-replay");
    expect(troubles(lines)).toEqual([]);
    expect(code, err).toBe(0);
    expect(passed(lines, "replay")?.captured).toEqual({ total: 5, sent: 5, failed: 0 });
    expect(passed(lines, "runs-ended")?.note).toMatch(/each of 5 runs/);
    expect(await at.letters()).toEqual([]);
    expect(
      await at.sql(
        "select count(*)::int as n from job_source_runs where status = 'RUNNING' and last_heartbeat_at < now() - interval '10 s'",
      ),
    ).toEqual([{ n: 0 }]);
    await at.heal("dead-letters");
  });

  it("a failed run is retried once by its owner, and stays as it is", async () => {
    await at.break("failed-run");
    const [failed] = await at.sql<{ id: string; hash: string }>(
      `select r.id, md5(r::text) as hash from job_source_runs r join users u on u.id = r.user_id
       where r.status = 'FAILED' and u.email = 'ops@example.com'`,
    );
    const vars = { run: failed?.id ?? "" };
    const stranger = await at.run("failed-run-retry", { vars, env: { LAB_JOB_SEEK_OWNER_EMAIL: "user1@example.com" } });
    expect(troubles(stranger.lines)).toEqual([expect.stringMatching(/^is-owner: /)]);
    const wrong = await at.run("failed-run-retry", { vars, env: { LAB_JOB_SEEK_OWNER_PASSWORD: "password-canary" } });
    expect(troubles(wrong.lines)).toEqual([expect.stringMatching(/^is-owner: .*the login answered 401/)]);

    const { code, err, lines } = await at.run("failed-run-retry", { vars });
    expect(troubles(lines)).toEqual([]);
    expect(code, err).toBe(0);
    expect(skipped(lines)).toEqual(["why-refused", "not-retried"]);
    const newRun = passed(lines, "retry")?.captured?.newRun;
    const rows = await at.sql(
      "select id, status, retry_of_run_id as of from job_source_runs where retry_of_run_id = $1",
      [vars.run],
    );
    expect(rows).toEqual([{ id: newRun, status: "COMPLETED", of: vars.run }]);
    expect(await at.sql("select md5(r::text) as hash from job_source_runs r where id = $1", [vars.run])).toEqual([
      { hash: failed?.hash },
    ]);

    const again = await at.run("failed-run-retry", { vars });
    expect(troubles(again.lines)).toEqual([expect.stringMatching(/^no-newer-run: /)]);
    expect(await at.sql("select id from job_source_runs where retry_of_run_id = $1", [vars.run])).toHaveLength(1);
    await at.heal("failed-run");
  });

  it("a retry whose answer is lost is looked for, found, and not made again", async () => {
    await at.break("failed-run");
    const run = await failedRun(at);
    const { code, lines } = await lostRetry(at, run);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^retry: nobody knows whether http-request was done/)]);
    expect(passed(lines, "not-retried")).toBeDefined();
    expect(code).toBe(0);
    const again = await at.run("failed-run-retry", { vars: { run } });
    expect(troubles(again.lines)).toEqual([expect.stringMatching(/^no-newer-run: /)]);
    expect(await at.sql("select id from job_source_runs where retry_of_run_id = $1", [run])).toHaveLength(1);
    await at.heal("failed-run");
  });
});
