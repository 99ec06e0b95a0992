import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { httpRequest } from "../../src/actions/http-request.ts";
import { parseRunbook } from "../../src/runbooks/parse-runbook.ts";
import { handsFor } from "../actions/hands.ts";
import { answering } from "../helpers/servers/answering.ts";
import { captured, capturedText, unusedCaptures } from "./captured.ts";
import "./job-seek-captures.cases.ts";
import "./pocketbrain-captures.cases.ts";
import { openShipped, plansOf } from "./shipped.ts";

/** Real answers that no look over HTTP gets: files, what a script printed, and answers to what runbooks send. */
const folder = mkdtempSync(join(tmpdir(), "opsdeck-captures-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function look(id: string, vars: Record<string, string>) {
  const [system = "", check = ""] = id.split("/");
  await using shipped = openShipped(system, { vars });
  return await shipped.look(check);
}

describe("dead letters of job-seek", () => {
  const letter = "8cffc878-e943-425c-b832-148bece3f0e4";
  const lettersIn = (files: Readonly<Record<string, string>>) => {
    const deadLetters = mkdtempSync(join(folder, "letters-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(deadLetters, name), text);
    return look("job-seek/dead-letters", { deadLetters });
  };
  const real = capturedText("job-seek/60-dead-letter-file.json");
  const name = `dl-${letter}-1795322178754.json`;

  it("60 is one letter, and its token is nowhere", async () => {
    const reading = await lettersIn({ [name]: real });
    expect(reading).toMatchObject({ verdict: "fail", facts: { count: 1, unreadable: 0 } });
    expect(reading.summary).toMatch(/^1 dead letter since .* last: fetch failed\. Mend the cause/);
    expect(JSON.stringify(reading)).toContain(letter);
    expect(JSON.stringify(reading)).not.toContain("a-callback-token-of-the-test");
  });

  it.each([
    ["what is no JSON fails each replay, whatever its name", { [name]: real, "notes.txt": "to do" }, /1 is no JSON/],
    ["a letter without a run", { [name]: real.replace(/"sourceRunId": .*/, '"x": 1,') }, /without a run id/],
    [
      "a letter without a request id",
      { [name]: real.replace(/"requestId": .*/, "") },
      /without a run id or request id/,
    ],
    ["a letter of a batch of offers", { [name]: real.replace(/"status": .*/, "") }, /some of a batch of offers/],
  ])("%s is told, for a replay never sends it", async (_title, files, says) => {
    const reading = await lettersIn(files);
    expect(reading.verdict).toBe("fail");
    expect(reading.summary).toMatch(says);
  });
});

describe("verify-deployment of job-seek", () => {
  it("without a variable has verified nothing", async () => {
    const verifyScript = join(folder, "unset.sh");
    writeFileSync(verifyScript, "#!/bin/sh\necho 'Missing required env var: WEB_BASE_URL' >&2\nexit 1\n");
    chmodSync(verifyScript, 0o755);
    expect(await look("job-seek/verify-deployment", { verifyScript })).toMatchObject({
      verdict: "unknown",
      summary: expect.stringContaining("WEB_BASE_URL is not set") as string,
    });
  });

  it.each([
    ["99-verify-deployment-web-down", 1, "fail", /^Web: web-health-000/],
    [
      "99b-verify-deployment-ok",
      0,
      "warn",
      /^Passed, but not every part was looked at \(API true, worker true, web false\)/,
    ],
  ])("%s", async (name, exit, verdict, says) => {
    const printed = join(folder, `${name}.out`);
    const verifyScript = join(folder, `${name}.sh`);
    writeFileSync(printed, capturedText(`job-seek/${name}.out`));
    writeFileSync(verifyScript, `#!/bin/sh\ncat ${printed}\nexit ${exit}\n`);
    chmodSync(verifyScript, 0o755);
    const reading = await look("job-seek/verify-deployment", { verifyScript });
    expect(reading).toMatchObject({ verdict });
    expect(reading.summary).toMatch(says);
  });
});

describe("what runbooks of job-seek send", () => {
  /** Sends what the step of a shipped runbook sends, to a server that gives the real answer. */
  async function sent(runbook: string, step: string, name: string) {
    const file = `src/systems/job-seek/runbooks/${runbook}.md`;
    const steps = parseRunbook(file, readFileSync(file, "utf8")).runbook?.steps ?? [];
    const written = steps.map((one) => one.step).find((one) => one.id === step);
    if (written?.type !== "action") throw new Error(`${runbook} has no action ${step}`);
    const { take } = written.calls[0]!.with as { take: Record<string, string> };
    const { status = 200, headers = {}, body } = captured(`job-seek/${name}`);
    await using server = await answering({
      "/there": (_request, response) => void response.writeHead(status, headers).end(body),
    });
    const hands = handsFor({});
    const outcome = await hands.run(httpRequest, { url: `${server.origin}/there`, take });
    await hands.close();
    return outcome;
  }

  it.each([
    ["44-retry-ok", "applied", { outcome: "failed", retriedFrom: "591d0567-3821-4486-8e4a-c549c07142e9" }],
    ["45-retry-again-immediately", "not-applied", { status: 429 }],
    ["46-retry-other-user", "not-applied", { status: 404 }],
    ["47-retry-depth", "not-applied", { status: 400 }],
    ["48-retry-completed", "not-applied", { status: 400 }],
    ["55-retry-when-worker-429", "unknown", undefined],
  ])("retry: %s is %s", async (name, state, facts) => {
    const outcome = await sent("failed-run-retry", "retry", name);
    expect(outcome).toMatchObject({ state, ...(facts && { facts }) });
    if (name === "44-retry-ok")
      expect(outcome).toMatchObject({ facts: { newRun: "c1228448-17b0-4560-a5cf-d2bb7d080dfd" } });
  });

  it.each([
    ["34-worker-replay-empty", { total: 0, sent: 0, failed: 0 }],
    ["61-replay-while-api-down", { total: 6, sent: 0, failed: 6 }],
    ["63-replay-api-up-1", { total: 10, sent: 3, failed: 7 }],
    ["64-replay-api-up-2", { total: 7, sent: 0, failed: 7 }],
  ])("replay: %s was sent, and says itself how many letters failed", async (name, facts) => {
    expect(await sent("dead-letter-replay", "replay", name)).toMatchObject({ state: "applied", facts });
  });
});

describe("answers that nobody asks for", () => {
  const asked = ["job-seek", "opsmantik", "pocketbrain", "together-bot"].flatMap((system) => [...plansOf(system)]);
  const written = JSON.stringify(asked.map(({ params }) => params));

  it("auth/status decrypts nothing, so that it proves nothing about keys", () => {
    expect(captured("pocketbrain-worker/08-auth-status").body).toContain('"connected":false');
    expect(written).not.toContain("auth/status");
  });

  it("a full queue is known by the words that the worker gives and the API keeps", () => {
    expect(captured("job-seek/51-worker-tasks-429").body).toContain("Queue is full");
    expect(written).toContain("%Queue is full%");
  });

  it("a login at pocketbrain writes down its device: whoever sends the token names always the same one", () => {
    const signed = asked.filter(({ id, params }) => {
      const { headers } = params as { headers?: Record<string, unknown> };
      return id.startsWith("pocketbrain/") && headers !== undefined && "authorization" in headers;
    });
    expect(signed.map(({ id }) => id)).toEqual(["pocketbrain/stream-ticket"]);
    expect(signed[0]?.params).toMatchObject({ headers: { "x-device-id": "5ca1ab1e-0d0c-4b0b-8a0a-0d5dec000001" } });
  });

  it("what writes a row at each look is not looked at by schedule", () => {
    const polled = JSON.stringify(asked.filter(({ mode }) => mode === "scheduled").map(({ params }) => params));
    expect(polled).not.toMatch(/partition-drift|\/heartbeat|callbacks\/replay|events\/ticket"/);
  });
});

it("each real answer has a case", () => {
  expect(unusedCaptures()).toEqual([]);
});
