import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { pocketbrainAnswers } from "../../src/lab/pocketbrain/answers.ts";
import { connectSession } from "../../src/lab/pocketbrain/connect-session.ts";
import { startRecordingProxy } from "../helpers/servers/recording-proxy.ts";
import { type PocketbrainLab, startPocketbrainLab } from "./pocketbrain-lab.ts";
import { type Line, troubles } from "./run-lines.ts";

let at: PocketbrainLab;
beforeAll(async () => {
  at = await startPocketbrainLab();
}, 60_000);
afterAll(() => at[Symbol.asyncDispose]());

const PUSH = "POST /api/v2/sync/push";
const sent = (lines: readonly Line[]) =>
  lines.flatMap(({ type, step }) => (type === "request.sending" ? [step ?? ""] : []));

/** Each fault with what the run sends; where it sends nothing that heals, a person does it when that step begins. */
describe("dependency-outage, from each fault to healthy", () => {
  it.each([
    ["redis-down", ["restart-redis"], undefined],
    ["redis-sticky", ["write-note"], undefined],
    ["realtime-fallback", ["restart-redis"], undefined],
    ["db-down", ["restart-database"], undefined],
    ["db-hung", ["restart-database"], undefined],
    ["migration-missing", ["deploy-server"], undefined],
    ["server-stopped", ["restart-api"], undefined],
    ["kv-unbound", ["render-env", "deploy-worker"], undefined],
    ["origin-unconfigured", ["render-env", "deploy-worker"], undefined],
    ["metrics-404", [], undefined],
    ["upstream-5xx", [], "repair-server"],
    ["upstream-timeout", [], "repair-path"],
    ["upstream-down", [], "repair-path"],
    ["circuit-open", [], "repair-path"],
    ["dns-lost", [], "repair-path"],
    ["rate-limited", [], "server-back"],
    ["provider-down", [], "communicate"],
  ] as const)("%s", async (fault, requests, byHand) => {
    await at.break(fault);
    const during = byHand === undefined ? {} : { [byHand]: () => at.heal(fault) };
    const { code, lines } = await at.run("dependency-outage", { during });
    expect(code, `${troubles(lines).join("\n")}`).toBe(0);
    expect(sent(lines).filter((step) => step !== "write-note" || fault === "redis-sticky")).toEqual(requests);
    const told = (step: string) => lines.some((line) => line.type === "step.passed" && line.step === step);
    expect(told("notice-back"), "the notice is taken back where it was given").toBe(told("communicate"));
    await at.heal(fault);
  });

  it("recycles nothing while the database does not answer", async () => {
    await at.break("db-down");
    const { "restart-database": _, ...others } = pocketbrainAnswers["dependency-outage"] ?? {};
    const { code, lines } = await at.run("dependency-outage", { answers: stringify(others) });
    expect(code).toBe(1);
    expect(sent(lines)).toEqual([]);
    await at.heal("db-down");
  });
});

it("is not at its end while clients only poll", async () => {
  const answers = { ...pocketbrainAnswers["dependency-outage"], clients: { words: "done", badge: "polling" } };
  const { code, lines } = await at.run("dependency-outage", { answers: stringify(answers) });
  expect(code).toBe(1);
  expect(lines.find(({ type }) => type === "run.closed")?.reason).toMatch(/^Clients are polling/);
});

it("looks for a note whose answer is lost, and writes no second one", async () => {
  await at.break("redis-sticky");
  await using edge = await startRecordingProxy(at.edge, (line) => line === PUSH);
  const { code, lines } = await at.run("dependency-outage", { over: { vars: { edgeBase: edge.url } } });
  expect(code, troubles(lines).join("\n")).toBe(0);
  expect(lines.filter(({ type, step }) => type === "request.unknown" && step === "write-note")).toHaveLength(1);
  expect(edge.seen.filter((line) => line === PUSH)).toHaveLength(1);
  await at.heal("redis-sticky");
});

interface Owed {
  readonly id: string;
  readonly step: string;
}

const DRILL = Object.keys(pocketbrainAnswers["secret-rotation"] ?? {}).filter((step) => step !== "take-back");

/** The lab's own sessions are among those that the fault has deleted. */
const connected = async () => {
  const [canary = "", spare = "", witness = ""] = await Promise.all([1, 2, 3].map(() => connectSession(at.edge)));
  return { witness, env: { LAB_POCKETBRAIN_CANARY: canary, LAB_POCKETBRAIN_SPARE: spare } };
};

it("secret-rotation is not begun while keys fail to decrypt", async () => {
  await at.break("rotation-half-done");
  const { code, lines } = await at.run("secret-rotation");
  expect(code).toBe(1);
  expect(lines.filter(({ type }) => type.startsWith("duty"))).toEqual([]);
  expect(lines.find(({ type }) => type === "run.closed")?.reason).toMatch(/^Nothing was changed/);
  await at.heal("rotation-half-done");
});

/** Without an answer at that step, and without one at the way back, too: whatever is changed then is a duty. */
describe("secret-rotation, left at any step", () => {
  it.each(
    DRILL.flatMap(
      (step) =>
        [
          [step, false],
          [step, true],
        ] as const,
    ),
  )("%s, also without the way back: %s", async (step, stuck) => {
    const { witness, env } = await connected();
    const left = stuck ? [step, "take-back"] : [step];
    const answers = Object.entries(pocketbrainAnswers["secret-rotation"] ?? {}).filter(([id]) => !left.includes(id));
    const { code } = await at.run("secret-rotation", { answers: stringify(Object.fromEntries(answers)), env });
    const duties = await owed();
    expect(code).toBe(duties.length > 0 ? 3 : 1);
    for (const duty of duties) await restore(duty, env);
    const names = await at.call(["check", "--json", "secret-names"]);
    expect(names.out).toMatch(/no overlap/);
    expect(await opens(witness)).toBe(200);
  });
});

it("a rotation that comes to its end owes the removal of the old value alone", async () => {
  const { witness, env } = await connected();
  const { code, lines } = await at.run("secret-rotation", { env });
  expect(troubles(lines)).toEqual([]);
  expect(code).toBe(3);
  expect(await opens(witness)).toBe(200);
  const duties = await owed();
  expect(duties.map(({ step }) => step)).toEqual(["put-previous"]);
  for (const duty of duties) await restore(duty, env);
});

it("every step of docs/COVERAGE.md was walked, with the fault of its line", () => {
  expect(at.walked.missing("pocketbrain")).toEqual([]);
});

/** Those due first first, as they are listed. */
async function owed(): Promise<readonly Owed[]> {
  const { duties } = JSON.parse((await at.call(["duties", "--json"])).out) as { duties: readonly Owed[] };
  return duties;
}

async function restore({ id, step }: Owed, env: Readonly<Record<string, string>>): Promise<void> {
  const { code, err } = await at.restore(id, step === "put-previous" ? `restore ${id} early` : `restore ${id}`, env);
  expect(code, err).toBe(0);
}

/** What the AI side says to a session that was connected before the drill and not used since. */
async function opens(session: string): Promise<number> {
  const headers = { cookie: `pb_ai_session=${session}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: '{"query":"x","notes":[]}' };
  return (await fetch(`${at.edge}/api/v1/ai/search`, init)).status;
}
