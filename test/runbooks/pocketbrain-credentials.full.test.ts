import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSession } from "../../src/lab/pocketbrain/connect-session.ts";
import { readOverlay } from "../lab/lab-target.ts";
import { type PocketbrainLab, startPocketbrainLab } from "./pocketbrain-lab.ts";
import { closing, type Line, troubles } from "./run-lines.ts";
import { refusing } from "./runbook-lab.ts";

let at: PocketbrainLab;
beforeAll(async () => {
  at = await startPocketbrainLab();
}, 60_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const sent = (lines: readonly Line[]) =>
  lines.flatMap(({ type, step }) => (type === "request.sending" ? [step ?? ""] : []));
const owed = async () =>
  (JSON.parse((await at.call(["duties", "--json"])).out) as { duties: { id: string; step: string }[] }).duties;
const SSH = "pocketbrain-vps: Permission denied (publickey).";
const WRANGLER = "Authentication error [code: 10000]";

describe("dependency-outage", () => {
  it.each([
    ["redis-down", "restart-redis", "redisRestart"],
    ["db-down", "restart-database", "databaseRestart"],
    ["server-stopped", "restart-api", "apiRestart"],
    ["migration-missing", "deploy-server", "serverDeploy"],
    ["origin-unconfigured", "deploy-worker", "workerDeploy"],
  ])("under %s says why %s was refused, and sends nothing after it", async (fault, step, command) => {
    await at.break(fault);
    const { code, lines } = await at.run("dependency-outage", { over: refusing([command], SSH, 255) });
    expect(code).toBe(1);
    expect(troubles(lines).at(-1)).toMatch(new RegExp(`^${step}: exec failed: ${command} ended with 255: .*publickey`));
    expect(sent(lines).at(-1)).toBe(step);
    expect(sent(lines).filter((one) => one === step)).toHaveLength(1);
    expect(await owed()).toEqual([]);
    await at.heal(fault);
  });

  it("with a token that was revoked writes no note, and says so where the stream is proved", async () => {
    await at.break("redis-sticky");
    const { code, lines } = await at.run("dependency-outage", { env: { LAB_POCKETBRAIN_TOKEN: "revoked" } });
    expect(code).toBe(1);
    expect(troubles(lines).at(-1)).toMatch(/^stream-ticket: .*POCKETBRAIN_TOKEN refused: answered 401/);
    expect(sent(lines)).toEqual([]);
    await at.heal("redis-sticky");
  });

  it("sends nothing to a VPS that is no checkout any more when it is asked again before the request", async () => {
    await at.break("redis-down");
    const gone = refusing(["hostReady"], "ssh: Could not resolve hostname", 255);
    const { code, lines } = await at.run("dependency-outage", { over: gone });
    expect(code).toBe(1);
    expect(troubles(lines).at(-1)).toMatch(/^restart-redis: nothing was changed: the target is not proved/);
    expect(sent(lines)).toEqual([]);
    await at.heal("redis-down");
  });
});

describe("secret-rotation, whose login of wrangler was revoked", () => {
  const session = async () => {
    const [canary = "", spare = "", witness = ""] = await Promise.all([1, 2, 3].map(() => connectSession(at.edge)));
    return { witness, env: { LAB_POCKETBRAIN_CANARY: canary, LAB_POCKETBRAIN_SPARE: spare } };
  };
  const opens = async (cookie: string): Promise<number> => {
    const headers = { cookie: `pb_ai_session=${cookie}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body: '{"query":"x","notes":[]}' };
    return (await fetch(`${at.edge}/api/v1/ai/search`, init)).status;
  };
  const restoreAll = async (env: Record<string, string>) => {
    for (const { id, step } of await owed()) {
      const words = step === "put-previous" ? `restore ${id} early` : `restore ${id}`;
      const { code, err } = await at.restore(id, words, env);
      expect(code, err).toBe(0);
    }
    expect(await owed()).toEqual([]);
  };

  it("is not begun where it cannot even list the secrets", async () => {
    const { code, lines } = await at.run("secret-rotation", { over: refusing(["secretNames"], WRANGLER) });
    expect(code).toBe(1);
    expect(closing(lines)).toMatch(/^Nothing was changed: .*which account wrangler uses/);
    expect(sent(lines)).toEqual([]);
  });

  it.each([
    ["putPrevious", "put-previous"],
    ["putActive", "put-active"],
    ["workerDeploy", "deploy-worker"],
  ])(
    "between the look and %s loses no key, and what may be half done is owed until it is proved",
    async (command, step) => {
      const { witness, env } = await session();
      const { code, lines } = await at.run("secret-rotation", { env, over: refusing([command], WRANGLER) });
      expect(code).toBe(3);
      expect(troubles(lines)).toContainEqual(
        expect.stringMatching(new RegExp(`^${step}: exec failed: ${command} ended with 1: .*code: 10000`)),
      );
      // The way back of the new secret is the same command, and is refused, too.
      expect(sent(lines).filter((one) => one === step)).toHaveLength(step === "put-active" ? 2 : 1);
      expect(await opens(witness)).toBe(200);
      await restoreAll(env);
      expect((await at.call(["check", "--json", "secret-names"])).out).toMatch(/no overlap/);
      expect(await opens(witness)).toBe(200);
    },
  );

  it("puts nothing on a VPS that does not answer any more between the proof and the request", async () => {
    const { env } = await session();
    const flag = join(dirname(at.lab.config), "vps-is-gone");
    const system = (await readOverlay(at.lab.config)).find((document) => document.system === "pocketbrain");
    const gone = `test -e ${flag} && exit 255; exec ${system?.commands?.hostReady?.argv.join(" ")}`;
    const over = { commands: { hostReady: { argv: ["sh", "-c", gone], timeout: "60s" } } };
    const between = { step: "put-previous", work: () => writeFile(flag, "") };
    const { code, lines } = await at.run("secret-rotation", { env, over, between });
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([
      expect.stringMatching(/^put-previous: nothing was changed: exec was not sent: the target is not proved/),
    ]);
    expect(sent(lines)).toEqual(["canary-before"]);
    expect(await owed()).toEqual([]);
  });
});
