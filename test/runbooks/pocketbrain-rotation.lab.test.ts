import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSession } from "../../src/lab/pocketbrain/connect-session.ts";
import { PACE, type PocketbrainLab, startPocketbrainLab } from "./pocketbrain-lab.ts";
import { type Line, passed, skipped, troubles } from "./run-lines.ts";

let at: PocketbrainLab;
beforeAll(async () => {
  at = await startPocketbrainLab();
});
afterAll(() => at[Symbol.asyncDispose]());

const sent = (lines: readonly Line[]) =>
  lines.flatMap(({ type, step }) => (type === "request.sending" ? [step ?? ""] : []));
const closed = (lines: readonly Line[]) => lines.find(({ type }) => type === "run.closed");
const names = ["LAB_POCKETBRAIN_ACTIVE", "LAB_POCKETBRAIN_NEXT", "LAB_POCKETBRAIN_CANARY", "LAB_POCKETBRAIN_SPARE"];
const env = (name: string): string => at.lab.env[name] ?? "";

async function kept(): Promise<string> {
  const files = await readdir(env("OPSDECK_STATE"), { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8"));
  return (await Promise.all(texts)).join("\n");
}

/** Each test begins with what the one before it left, as drills do. */
describe("secret-rotation in the lab", () => {
  it("is not begun with a value that the Worker would refuse", async () => {
    const { code, lines } = await at.run("secret-rotation", { env: { LAB_POCKETBRAIN_NEXT: "too-short" } });
    expect(code).toBe(1);
    expect(sent(lines)).toEqual([]);
    expect(closed(lines)).toMatchObject({
      reason: expect.stringMatching(/^Nothing was changed: choose another value/),
    });
  });

  it("is not begun with a canary that does not work", async () => {
    const { code, lines } = await at.run("secret-rotation", { env: { LAB_POCKETBRAIN_CANARY: crypto.randomUUID() } });
    expect(code).toBe(1);
    expect(sent(lines)).toEqual(["canary-before"]);
    expect(closed(lines)).toMatchObject({ reason: expect.stringMatching(/^Nothing was changed: the canary/) });
  });

  it("takes the old value back at once when nothing opens the canary's key, and is no success", async () => {
    // PREV gets a value that was never active, as after a mistake in the password store.
    const wrong = "a-value-that-was-never-the-active-one-00";
    const broken = { "put-active": () => at.command("putPrevious", wrong) };
    const { code, lines } = await at.run("secret-rotation", { during: broken });
    expect(code).toBe(3);
    expect(troubles(lines)[0]).toMatch(/^canary-active: .*its record is deleted/);
    expect(passed(lines, "take-back")).toBeDefined();
    expect(closed(lines)).toMatchObject({
      result: "failed",
      reason: expect.stringMatching(/^The rotation was taken back/),
    });
    const discharged = lines.filter(({ type }) => type === "duty.discharged");
    expect(discharged).toMatchObject([{ proof: [{ check: "pocketbrain/spare-canary" }] }]);
  });

  it("is not begun again while its overlap is open, which is removed early with those words only", async () => {
    const again = await at.run("secret-rotation");
    expect(closed(again.lines)).toMatchObject({ reason: expect.stringMatching(/end the overlap that is open first/) });
    const early = await at.call(["restore", "D3-1", "--yes"]);
    expect(early.err).toMatch(/not to be restored before .*"D3-1: restore D3-1 early"/);
    expect(early.code).toBe(3);
    expect((await at.restore("D3-1", "restore D3-1 early")).code).toBe(0);
    expect((await at.call(["duties"])).out).not.toContain("D3-1");
  });

  it("as a dry run previews every step and shows no secret", async () => {
    const { code, out } = await at.call(["run", "secret-rotation", "--dry-run"]);
    expect(code, out).toBe(0);
    expect(out).toMatch(/● put-active\n.*tier 3\n.*pocketbrain-team.*\n.*stdin ••••••••/);
    for (const name of names) expect(out).not.toContain(env(name));
  });

  it("runs to its end headless, and the removal of PREV stays a duty that is not due yet", async () => {
    const canary = await connectSession(at.edge);
    const { code, out, err, lines } = await at.run("secret-rotation", { env: { LAB_POCKETBRAIN_CANARY: canary } });
    expect(troubles(lines)).toEqual([]);
    expect(skipped(lines)).toEqual(["take-back", "taken-back"]);
    expect(closed(lines)).toMatchObject({ result: "done" });
    expect(sent(lines)).toEqual([
      ...["canary-before", "put-previous", "canary-overlap", "put-active", "canary-active"],
      ...["deploy-worker", "canary-deployed", "spare-deployed"],
    ]);
    expect(code).toBe(3);
    const { duties } = JSON.parse((await at.call(["duties", "--json"])).out) as {
      duties: readonly Record<string, string>[];
    };
    expect(duties).toMatchObject([{ step: "put-previous", state: "applied" }]);
    const [{ notBefore = "", dueBy = "" } = {}] = duties;
    const hours = (time: string) => ((Date.parse(time) - Date.now()) * PACE) / 3_600_000;
    expect(Math.round(hours(notBefore))).toBe(25);
    expect(Math.round(hours(dueBy))).toBe(72);
    const texts = [out, err, await kept()].join("\n");
    for (const name of names) expect(texts).not.toContain(env(name));
    expect(texts).not.toContain(canary);
    expect(texts).toContain("decryptFailures");
  });
});
