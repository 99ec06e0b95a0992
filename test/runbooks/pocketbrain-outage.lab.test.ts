import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PocketbrainLab, startPocketbrainLab } from "./pocketbrain-lab.ts";
import { type Line, passed, troubles } from "./run-lines.ts";

let at: PocketbrainLab;
beforeAll(async () => {
  at = await startPocketbrainLab();
});
afterAll(() => at[Symbol.asyncDispose]());

const sent = (lines: readonly Line[]) =>
  lines.flatMap(({ type, step }) => (type === "request.sending" ? [step ?? ""] : []));
const skip = (lines: readonly Line[], step: string) =>
  lines.find((line) => line.type === "step.skipped" && line.step === step)?.reason;

describe("the team's commands in the lab", () => {
  it("refuse what the real ones refuse", async () => {
    expect(await at.command("putActive", "")).toBe(1);
    expect(await at.command("deletePrevious")).toBe(1);
    expect(await at.command("nextSecretCheck")).toBe(1);
    expect(await at.command("configCheck")).toBe(0);
  });

  it("start no server and apply no migration while the database is away, and a restart of it brings all back", async () => {
    await at.break("db-down");
    expect(await at.command("apiRestart")).toBe(1);
    expect(await at.command("serverDeploy")).toBe(1);
    expect(await at.command("databaseRestart")).toBe(0);
    await at.heal("db-down");
    expect(await at.command("apiRestart")).toBe(0);
  });

  it("deploy what lies in the checkout, mistakes too", async () => {
    await at.break("origin-unconfigured");
    expect(await at.command("configCheck")).toBe(1);
    expect(await at.command("workerDeploy")).toBe(0);
    const { status } = await fetch(`${at.edge}/api/v2/sync/pull?cursor=0`);
    expect(status).toBe(503);
    await at.heal("origin-unconfigured");
  });
});

describe("dependency-outage in the lab", () => {
  it("renders, validates and deploys in order, and not a step without the one before it", async () => {
    await at.break("origin-unconfigured");
    const answers = "deploy-worker: lab deploy-worker\nrender-env: no\n";
    const refused = await at.run("dependency-outage", { answers });
    expect(refused.code).toBe(1);
    expect(sent(refused.lines)).toEqual([]);
    const { code, lines } = await at.run("dependency-outage");
    expect(code, troubles(lines).join("\n")).toBe(0);
    expect(sent(lines)).toEqual(["render-env", "deploy-worker"]);
    expect(passed(lines, "edge")?.captured).toMatchObject({ edgeStatus: 503, edgeCause: "origin_unconfigured" });
    expect(passed(lines, "stream-ticket")?.note).toMatch(/refused the second time/);
    expect(passed(lines, "ready-healthy")?.note).toMatch(/flags included/);
    expect(skip(lines, "restart-api")).toMatch(/^only when back is missing and database is ok/);
  });
});
