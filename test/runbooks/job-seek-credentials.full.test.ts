import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failedRun, type JobSeekLab, startJobSeekLab, through } from "./job-seek-lab.ts";
import { closing, type Line, passed, troubles } from "./run-lines.ts";
import { duringFault, refusing, revocable } from "./runbook-lab.ts";

let at: JobSeekLab;
beforeAll(async () => {
  at = await startJobSeekLab();
}, 60_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const GCLOUD = "ERROR: (gcloud) There was a problem refreshing your current auth tokens: invalid_grant";
const WRONG = { LAB_JOB_SEEK_OPS_PASSWORD: "password-canary" };
/** A program that cannot give its token any more, as gcloud after its login was revoked. */
const noToken = (name: string) => ({ secrets: { [name]: "${cmd:false}" } });

const sent = (lines: readonly Line[]) =>
  lines.flatMap(({ type, step }) => (type === "request.sending" ? [step ?? ""] : []));
const duties = (lines: readonly Line[]) => lines.flatMap(({ type }) => (type.startsWith("duty.") ? [type] : []));
const owed = async () =>
  (JSON.parse((await at.call(["duties", "--json"])).out) as { duties: { id: string; step: string }[] }).duties;
const count = async (where: string): Promise<number> => {
  const query = `select count(*)::int as n from job_source_runs r join users u on u.id = r.user_id where ${where}`;
  return (await at.sql<{ n: number }>(query))[0]?.n ?? -1;
};
const searches = () => count("u.email = 'ops@example.com'");

async function runsWell(...[runbook, options]: Parameters<JobSeekLab["run"]>): Promise<readonly Line[]> {
  const { code, lines, err } = await at.run(runbook, options);
  expect(troubles(lines)).toEqual([]);
  expect(code, err).toBe(0);
  return lines;
}

const during = <T>(fault: string, work: () => Promise<T>): Promise<T> => duringFault(at, fault, work);

describe("smoke", () => {
  it("with a wrong password searches nothing and says whose login it is", async () => {
    const before = await searches();
    const { code, lines, asked, out, err } = await through(at, "smoke", { env: WRONG });
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^smoke-search: .*the login answered 401/)]);
    expect(closing(lines)).toMatch(/401 is a wrong JOB_SEEK_OPS_EMAIL or JOB_SEEK_OPS_PASSWORD/);
    expect(asked.api.filter((line) => line.startsWith("POST "))).toEqual(["POST /api/auth/login"]);
    expect(await searches()).toBe(before);
    expect(duties(lines)).toEqual([]);
    expect(out + err).not.toContain("canary");
    await runsWell("smoke");
    expect(await searches()).toBe(before + 1);
  });

  it("whose script has a wrong login, or no token for it, makes no search either", async () => {
    await during("no-event-ids", async () => {
      const before = await searches();
      const wrong = await at.run("smoke", { env: WRONG });
      expect(wrong.code).toBe(1);
      expect(troubles(wrong.lines)).toEqual([expect.stringMatching(/^smoke: exec failed: .*stage: auth-login/)]);
      expect(closing(wrong.lines)).toMatch(/auth-login is a wrong JOB_SEEK_OPS_EMAIL or JOB_SEEK_OPS_PASSWORD/);
      expect(sent(wrong.lines)).toEqual(["smoke"]);
      const none = await at.run("smoke", { over: noToken("tasksToken") });
      expect(none.code).toBe(1);
      expect(troubles(none.lines)).toEqual([
        expect.stringMatching(/^smoke: .*was not done: the command of the secret tasksToken failed \(1\)/),
      ]);
      expect([...duties(wrong.lines), ...duties(none.lines), await searches()]).toEqual([before]);
      expect(wrong.out + wrong.err).not.toContain("canary");
      await runsWell("smoke");
      expect(await searches()).toBe(before + 1);
    });
  });
});

describe("the incident checklist", () => {
  it("with a wrong password tells its points, makes no search, and says what to look at", async () => {
    const before = await searches();
    const { code, lines, asked } = await through(at, "incident-checklist", { env: WRONG });
    expect(code).toBe(1);
    expect(troubles(lines)[0]).toMatch(/^smoke-search: .*the login answered 401/);
    expect(passed(lines, "release")).toBeDefined();
    expect(closing(lines)).toMatch(/^The smoke test was not made, or has failed: point 5 says at which stage/);
    expect(asked.api.filter((line) => line.startsWith("POST "))).toEqual(["POST /api/auth/login"]);
    expect(await searches()).toBe(before);
    await runsWell("incident-checklist");
    expect(await searches()).toBe(before + 1);
  });

  it("whose program gives no token sends no letter, and keeps them all", async () => {
    await during("dead-letters", async () => {
      for (const runbook of ["incident-checklist", "dead-letter-replay"]) {
        const { code, lines, asked } = await through(at, runbook, { over: noToken("tasksToken") });
        expect(code).toBe(1);
        expect(troubles(lines)[0]).toMatch(
          /^replay: .*was not done: the command of the secret tasksToken failed \(1\)/,
        );
        expect(asked.worker.filter((line) => line.includes("replay"))).toEqual([]);
        expect(await at.letters()).toHaveLength(5);
        expect(duties(lines)).toEqual([]);
      }
      const refused = refusing(["replayCallbacks"], GCLOUD);
      const byCommand = await at.run("dead-letter-replay", { vars: { by: "command" }, over: refused });
      expect(byCommand.code).toBe(1);
      expect(troubles(byCommand.lines)).toEqual([expect.stringMatching(/^replay-by-command: .*invalid_grant/)]);
      expect(sent(byCommand.lines)).toEqual(["replay-by-command"]);
      expect(await at.letters()).toHaveLength(5);
      await runsWell("dead-letter-replay", { vars: { by: "command" } });
      expect(await at.letters()).toEqual([]);
    });
  });
});

describe("stale-run-reconcile", () => {
  it.each<[string, Parameters<JobSeekLab["run"]>[1], RegExp, number]>([
    ["a wrong token", { env: { LAB_JOB_SEEK_OPS_INTERNAL_TOKEN: "internal-canary" } }, /answered 403/, 1],
    ["a program without one", { over: noToken("internalToken") }, /the secret internalToken failed \(1\)/, 0],
  ])("with %s ends no run", async (_name, options, words, requests) => {
    await during("stale-runs", async () => {
      const failed = await count("r.status = 'FAILED'");
      const { code, lines, asked, out, err } = await through(at, "stale-run-reconcile", options);
      expect(code).toBe(1);
      expect(troubles(lines)).toEqual([expect.stringMatching(/^reconcile: http-request was not done/)]);
      expect(troubles(lines)[0]).toMatch(words);
      expect(closing(lines)).toMatch(/OPS_INTERNAL_TOKEN/);
      expect(asked.api.filter((line) => line.startsWith("POST "))).toHaveLength(requests);
      expect(await count("r.status = 'FAILED'")).toBe(failed);
      expect(out + err).not.toContain("canary");
      const mended = await runsWell("stale-run-reconcile");
      expect(passed(mended, "reconcile")?.captured).toMatchObject({ reconciled: 2 });
      expect(await count("r.status = 'FAILED'")).toBe(failed + 2);
    });
  });
});

describe("failed-run-retry", () => {
  it("whose login has no password any more retries nothing", async () => {
    await during("failed-run", async () => {
      const vars = { run: await failedRun(at) };
      const retries = () => at.sql("select id from job_source_runs where retry_of_run_id = $1", [vars.run]);
      const { code, lines } = await at.run("failed-run-retry", { vars, over: noToken("ownerPassword") });
      expect(code).toBe(1);
      expect(troubles(lines)).toEqual([expect.stringMatching(/^is-owner: .*the secret ownerPassword failed/)]);
      expect(sent(lines)).toEqual([]);
      expect(await retries()).toEqual([]);
      await runsWell("failed-run-retry", { vars });
      expect(await retries()).toHaveLength(1);
    });
  });
});

describe("callback-security", () => {
  it.each([
    ["setCallbackSecret", 1, ""],
    ["restartWorker", 2, "what came before was done: "],
  ])(
    "whose login for %s was revoked says what is left to do, and does it at the next start",
    async (command, requests, before) => {
      await during("bad-signature", async () => {
        const { code, lines, out } = await at.run("callback-security", { over: refusing([command], GCLOUD) });
        expect(code).toBe(1);
        expect(troubles(lines)).toEqual([
          expect.stringMatching(
            new RegExp(`^set-secret: ${before}exec failed: ${command} ended with 1: .*invalid_grant`),
          ),
        ]);
        expect(closing(lines)).toMatch(/start again: both are done anew/);
        expect(sent(lines)).toHaveLength(requests);
        expect(duties(lines)).toEqual([]);
        expect(out).not.toMatch(/signing_[0-9a-f]/);
        const mended = await runsWell("callback-security");
        expect(sent(mended)).toHaveLength(2);
        expect(passed(mended, "believed")).toBeDefined();
      });
    },
  );

  it("with another secret than the API's gives it to nobody: neither to a worker that is believed, nor to one that is not", async () => {
    const env = { LAB_JOB_SEEK_CALLBACK_SIGNING_SECRET: "signing-canary" };
    const foreign = /^JOB_SEEK_CALLBACK_SIGNING_SECRET is not the WORKER_CALLBACK_SIGNING_SECRET of the API/;
    const stopped = async (options: Parameters<JobSeekLab["run"]>[1], words: RegExp) => {
      const { code, lines, out, err } = await at.run("callback-security", options);
      expect(code).toBe(1);
      expect(closing(lines)).toMatch(words);
      expect(sent(lines)).toEqual([]);
      expect(out + err).not.toContain("canary");
    };
    await stopped({ env }, foreign);
    await runsWell("smoke");
    await during("bad-signature", async () => {
      await stopped({ env }, foreign);
      const rotated = { LAB_JOB_SEEK_CALLBACK_SIGNING_SECRET: "rotated-on-one-side" };
      await stopped({ env: rotated }, foreign);
      await stopped({ over: noToken("callbackSigning") }, /or cannot be asked for/);
      await runsWell("callback-security");
    });
  });
});

describe("queue-backpressure", () => {
  const limits = { raise: "yes", concurrent: "5", queueSize: "20", timeoutMs: "180000" };
  const workerLimits = async () =>
    ((await (await fetch(`${at.vars.worker}/health`)).json()) as { queue: Record<string, number> }).queue;

  it("whose login was revoked raises nothing, and owes what may be half done until it is proved", async () => {
    await during("queue-full", async () => {
      const { code, lines, err } = await at.run("queue-backpressure", {
        vars: limits,
        over: refusing(["workerEnv"], GCLOUD),
      });
      expect(code).toBe(3);
      expect(troubles(lines)[0]).toMatch(/^raise: exec failed: workerEnv ended with 1: .*invalid_grant/);
      expect(sent(lines)).toEqual(["raise"]);
      expect(err).toMatch(/WORKER_MAX_CONCURRENT_TASKS to 1/);
      expect(await workerLimits()).toMatchObject({ maxConcurrent: 1, maxQueueSize: 10 });
      const [duty] = await owed();
      const restored = await at.call(["restore", duty?.id ?? "none", "--yes"]);
      expect(restored.code, restored.err).toBe(0);
      expect(await owed()).toEqual([]);
      await runsWell("queue-backpressure", { vars: limits });
    });
  });

  it("whose login is revoked before the limits go back keeps the duty, and gives them back when it is right again", async () => {
    await during("queue-full", async () => {
      const vars = { ...limits, queueSize: "30", after: "give-back" };
      const was = await workerLimits();
      const { over, revoke } = await revocable(at, "workerEnv", GCLOUD);
      const { code, lines } = await at.run("queue-backpressure", { vars, over, during: { "give-back": revoke } });
      expect(code).toBe(3);
      expect(troubles(lines)[0]).toMatch(/^give-back: .*invalid_grant/);
      expect(await workerLimits()).toMatchObject({ maxQueueSize: 30 });
      const [duty] = await owed();
      const restored = await at.call(["restore", duty?.id ?? "none", "--yes"]);
      expect(restored.code, restored.err).toBe(0);
      expect(await workerLimits()).toMatchObject({ maxConcurrent: was.maxConcurrent, maxQueueSize: was.maxQueueSize });
      expect(await owed()).toEqual([]);
    });
  });
});

describe("deployment-verification", () => {
  it.each([1, 126])("whose script is not let in and ends with %i is not verified, in its own words", async (exit) => {
    const over = refusing(["verifyDeployment"], "Unauthorized", exit);
    const { code, lines } = await at.run("deployment-verification", { over });
    expect(code).toBe(1);
    expect(closing(lines)).toMatch(/^The script does not pass: .*Unauthorized\)$/);
    expect(sent(lines)).toEqual([]);
    await runsWell("deployment-verification");
  });
});
