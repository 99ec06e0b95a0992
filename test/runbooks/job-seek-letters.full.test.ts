import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JobSeekLab, LETTER_FAULTS, losing, startJobSeekLab } from "./job-seek-lab.ts";
import { closing, passed, skipped, troubles } from "./run-lines.ts";

let at: JobSeekLab;
beforeAll(async () => {
  at = await startJobSeekLab();
}, 60_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const folder = (): string => at.vars.deadLetters ?? "";

describe("dead letters", () => {
  it("more than the limit takes are replayed a minute at a time, until none is left", async () => {
    await at.break("dead-letters");
    const [name = ""] = await at.letters();
    const letter = JSON.parse(await readFile(join(folder(), name), "utf8"));
    for (let more = 0; more < 9; more += 1) {
      const again = { ...letter, payload: { ...letter.payload, eventId: randomUUID() } };
      await writeFile(join(folder(), `more-${more}.json`), JSON.stringify(again));
    }
    const { code, lines } = await at.run("dead-letter-replay");
    const rounds = lines.filter(({ type, step }) => type === "step.passed" && step === "replay");
    expect(rounds.length).toBeGreaterThan(1);
    expect(rounds[0]?.captured).toMatchObject({ total: 14 });
    expect(Number(rounds[0]?.captured?.failed)).toBeGreaterThan(0);
    expect(troubles(lines).filter((line) => !line.startsWith("stable: "))).toEqual([]);
    expect(code).toBe(0);
    expect(await at.letters()).toEqual([]);
    await at.heal("dead-letters");
  }, 120_000);

  it("are replayed by the command, too, whose exit says nothing", async () => {
    await at.break("dead-letters");
    const { code, lines } = await at.run("dead-letter-replay", { vars: { by: "command" } });
    expect(skipped(lines)).toContain("replay");
    expect(code).toBe(0);
    expect(passed(lines, "runs-ended")?.note).toMatch(/each of 5 runs/);
    await at.heal("dead-letters");
  }, 120_000);

  it("that are poisoned are not replayed a second time, which would delete them", async () => {
    await at.break("poisoned-letter");
    const letters = await at.letters();
    const first = await at.run("dead-letter-replay");
    expect(first.code).toBe(1);
    expect(closing(first.lines)).toMatch(/^A letter is poisoned\. .*scrapedCount must equal/);
    expect(await at.letters()).toEqual(letters);

    const blind = await fetch(`${at.vars.worker}/callbacks/replay`, {
      method: "POST",
      headers: { authorization: `Bearer ${await at.token()}` },
    });
    expect(await blind.json()).toEqual({ ok: true, total: 1, sent: 1, failed: 0 });
    const after = await at.run("dead-letter-replay");
    expect(closing(after.lines)).toMatch(/^Letters were sent and their runs still run/);
    await at.heal("poisoned-letter");
    expect((await at.run("dead-letter-replay")).code).toBe(0);
  }, 120_000);

  it("stay where they are when the target is not the expected one", async () => {
    await at.break("dead-letters");
    await at.break("old-release");
    const { code, lines } = await at.run("dead-letter-replay");
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^replay: nothing was changed: the target is not proved/)]);
    expect(await at.letters()).toHaveLength(5);
    await at.heal("old-release");
    await at.heal("dead-letters");
  }, 120_000);

  it.each([
    ["http", "replay"],
    ["command", "replay-by-command"],
  ])(
    "of a worker that takes identity tokens only are replayed by %s, and a token that was revoked loses none",
    async (by, step) => {
      const token = await at.token();
      await at.break("oidc-letters");
      const revoked = await at.run("dead-letter-replay", {
        over: { secrets: { tasksToken: "${env:REVOKED_TOKEN}" } },
        env: { REVOKED_TOKEN: token },
      });
      expect(troubles(revoked.lines)).toEqual([expect.stringMatching(/^replay: .*answered 401: Unauthorized/)]);
      expect(await at.letters()).toHaveLength(5);
      const { code, lines, out } = await at.run("dead-letter-replay", { vars: { by } });
      expect(troubles(lines)).toEqual([]);
      expect(code).toBe(0);
      expect(passed(lines, step)).toBeDefined();
      expect(out).not.toContain((await at.token()).split(".", 1)[0]);
      expect(await at.letters()).toEqual([]);
      await at.heal("oidc-letters");
    },
    120_000,
  );

  it("that are no JSON are told before anything is sent", async () => {
    await writeFile(join(folder(), "torn.json"), "{");
    const { code, lines } = await at.run("dead-letter-replay");
    expect(code).toBe(1);
    expect(closing(lines)).toMatch(/^Some letters can never be sent: move them out of/);
    await rename(join(folder(), "torn.json"), join(folder(), "..", "torn.json"));
  }, 60_000);

  it("are replayed in the checklist before the smoke search", async () => {
    await at.break("dead-letters");
    const { code, lines } = await at.run("incident-checklist");
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "replay")?.captured).toMatchObject({ sent: 5 });
    expect(passed(lines, "completes")).toBeDefined();
    const smoke = await at.run("smoke");
    expect(troubles(smoke.lines)).toEqual([]);
    expect(smoke.code).toBe(0);
    await at.heal("dead-letters");
  }, 120_000);
});

describe("a replay that was interrupted", () => {
  it("loses no letter when its answer never comes, and the next one finds none", async () => {
    await at.break("dead-letters");
    const request = { target: "worker", request: /^POST .*callbacks\/replay$/ } as const;
    const lost = await losing(at, request, ["dead-letter-replay"]);
    expect(closing(lost.lines)).toMatch(/^The worker did not take the replay, or its answer got lost/);
    const { code, lines } = await at.run("dead-letter-replay");
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(passed(lines, "runs-ended")?.note).toMatch(/each of 5 runs/);
    expect(await at.letters()).toEqual([]);
    await at.heal("dead-letters");
  }, 120_000);

  it.each([
    ["sending", '"type":"request.sending"'],
    ["answered", '"type":"request.answered"'],
  ])(
    "loses no letter when opsdeck dies with the request %s",
    async (_instant, dieAfter) => {
      await at.break("dead-letters");
      await at.run("dead-letter-replay", { dieAfter }).catch(() => undefined);
      await at.run("dead-letter-replay");
      const { code, lines } = await at.run("dead-letter-replay");
      expect(code).toBe(0);
      expect(passed(lines, "runs-ended")?.note).toMatch(/each of 5 runs/);
      expect(await at.letters()).toEqual([]);
      await at.heal("dead-letters");
    },
    120_000,
  );
});

it("every step of docs/COVERAGE.md was walked, with the fault of its line", () => {
  expect(at.walked.missing("job-seek", ({ fault }) => LETTER_FAULTS.includes(fault))).toEqual([]);
});
