import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { changes, deploymentBefore, type OpsmantikLab, startOpsmantikLab } from "./opsmantik-lab.ts";
import { closing, type Line, passed, troubles } from "./run-lines.ts";
import { duringFault, type LabRun, type RunOptions } from "./runbook-lab.ts";

const RUNBOOK = "no-sessions-ingested";
/** A variable is set, or made where it is missing. */
const SET = /^(PATCH \/v9|POST \/v10)\/projects\/opsmantik\/env/;
const DEPLOY = /^POST \/v13\/deployments$/;
const ROLLBACK = /^POST \/v1\/projects\/[^/]+\/rollback\//;
const NOT_DEPLOYED = /^what came before was done: vercel-redeploy was not done/;

let at: OpsmantikLab;
beforeAll(async () => {
  at = await startOpsmantikLab({ pace: 20 });
}, 60_000);
afterAll(() => at?.[Symbol.asyncDispose]());
afterEach(() => {
  at.vercel.meanwhile = () => undefined;
});

const duties = (lines: readonly Line[]) => lines.flatMap(({ type }) => (type.startsWith("duty.") ? [type] : []));

/** The token is revoked when the nth request like this comes to Vercel, after its preview and before it is looked at. */
function revokedAt(request: RegExp, nth: number): void {
  let left = nth;
  at.vercel.meanwhile = (line) => {
    if (!request.test(line)) return undefined;
    left -= 1;
    return left === 0 ? at.break("vercel-token") : undefined;
  };
}

/** Runs, and answers what Vercel was asked to change. */
async function changing(options: RunOptions = {}): Promise<LabRun & { readonly changed: readonly string[] }> {
  const before = changes(at.vercel).length;
  const ran = await at.run(RUNBOOK, options);
  return { ...ran, changed: changes(at.vercel).slice(before) };
}

async function runsWell(options: RunOptions = {}): Promise<readonly string[]> {
  const { code, lines, err, changed } = await changing(options);
  expect(troubles(lines), err).toEqual([]);
  expect(passed(lines, "watchtower-ok")).toBeDefined();
  expect(code).toBe(0);
  return changed;
}

const during = <T>(fault: string, work: () => Promise<T>): Promise<T> => duringFault(at, fault, work);

const shape = (lines: readonly string[], patterns: readonly RegExp[]) => {
  expect(lines, lines.join("\n")).toHaveLength(patterns.length);
  for (const [index, pattern] of patterns.entries()) expect(lines[index]).toMatch(pattern);
};

describe("a token of Vercel that is revoked in the middle of no-sessions-ingested", () => {
  it("once the target is proved changes nothing", async () => {
    await during("cors-everywhere", async () => {
      const between = { step: "allow-origin", work: () => at.break("vercel-token") };
      const { code, lines, changed } = await changing({ between });
      await at.heal("vercel-token");
      expect(code).toBe(1);
      expect(troubles(lines)).toEqual([
        expect.stringMatching(/^allow-origin: nothing was changed: Vercel answered 403: Not authorized/),
      ]);
      expect([changed, duties(lines)]).toEqual([[], []]);
      shape(await runsWell(), [SET, DEPLOY]);
    });
  });

  interface Cut {
    readonly at: RegExp;
    readonly nth?: number;
    readonly words: RegExp;
    readonly asked: readonly RegExp[];
    /** What the next run asks for. */
    readonly next?: readonly RegExp[];
  }
  const second = /^what came before was done: vercel-env was not done/;
  it.each<[string, string, string, Cut]>([
    ["cors-everywhere", "allow-origin", "list", { at: SET, words: /^vercel-env-append was not done/, asked: [SET] }],
    // What was added to a list is not added again.
    [
      "cors-everywhere",
      "allow-origin",
      "deployment",
      { at: DEPLOY, words: NOT_DEPLOYED, asked: [SET, DEPLOY], next: [DEPLOY] },
    ],
    ["publish-stalled", "set-token", "variable", { at: SET, words: /^vercel-env was not done/, asked: [SET] }],
    ["publish-stalled", "set-token", "deployment", { at: DEPLOY, words: NOT_DEPLOYED, asked: [SET, DEPLOY] }],
    [
      "worker-stalled",
      "set-signing-keys",
      "second key",
      { at: SET, nth: 2, words: second, asked: [SET, SET], next: [SET, SET, DEPLOY] },
    ],
    [
      "service-role-key",
      "set-service-role-key",
      "variable",
      { at: SET, words: /^vercel-env was not done/, asked: [SET] },
    ],
  ])(
    "under %s, as %s asks for its %s, is told, asks for nothing twice, and is gone on with",
    async (fault, step, _what, cut) => {
      await during(fault, async () => {
        revokedAt(cut.at, cut.nth ?? 1);
        const { code, lines, changed } = await changing();
        await at.heal("vercel-token");
        expect(code).toBe(1);
        expect(troubles(lines)).toHaveLength(1);
        const [, why = ""] = troubles(lines)[0]?.split(`${step}: `) ?? [];
        expect(why).toMatch(cut.words);
        expect(why).toMatch(/403: Not authorized/);
        shape(changed, cut.asked);
        expect(duties(lines)).toEqual([]);
        at.vercel.meanwhile = () => undefined;
        shape(await runsWell(), cut.next ?? [SET, DEPLOY]);
      });
    },
  );

  it("as a roll back arrives leaves no duty for it, and the next one leaves the one that it should", async () => {
    await during("publish-stalled", async () => {
      const skip = { failed: "skip", reason: "rolled back instead" };
      const answers = stringify({
        "set-token": skip,
        "post-again": skip,
        "roll-back": "lab roll-back",
        dashboard: "done",
      });
      const vars = { rollbackTo: await deploymentBefore(at) };
      revokedAt(ROLLBACK, 1);
      const { code, lines, changed } = await changing({ vars, answers });
      await at.heal("vercel-token");
      expect(code).toBe(1);
      expect(troubles(lines).at(-1)).toMatch(/^roll-back: vercel-rollback was not done: answered 403: Not authorized/);
      shape(changed, [ROLLBACK]);
      expect(duties(lines)).toEqual(["duty.armed", "duty.discharged"]);
      at.vercel.meanwhile = () => undefined;
      const again = await changing({ vars, answers });
      expect(again.code).toBe(3);
      shape(again.changed, [ROLLBACK]);
      const duty = again.lines.find(({ type }) => type === "duty.armed")?.duty ?? "none";
      const restored = await at.call(["restore", duty, "--yes"]);
      expect(restored.code, restored.err).toBe(0);
    });
  });
});

describe("another service role key than the project's", () => {
  it("is set once, told by what still does not count, and set anew when it is right", async () => {
    await during("service-role-key", async () => {
      const env = { LAB_OPSMANTIK_SERVICE_ROLE_KEY: "service-role-canary" };
      const { code, lines, changed, out, err } = await changing({ env });
      expect(code).toBe(1);
      expect(troubles(lines)).toEqual([expect.stringMatching(/^watchtower-counts: /)]);
      expect(closing(lines)).toMatch(/^The app still cannot count: .*OPSMANTIK_SUPABASE_SERVICE_ROLE_KEY/);
      shape(changed, [SET, DEPLOY]);
      expect(duties(lines)).toEqual([]);
      expect(out + err).not.toContain("canary");
      shape(await runsWell(), [SET, DEPLOY]);
    });
  });
});
