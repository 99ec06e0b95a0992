import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { opsdeck, type Ran } from "../helpers/cli.ts";
import type { VercelServer } from "../helpers/servers/vercel.ts";
import { type DrillDouble, GOOD, startDrillDouble } from "./drill-double.ts";
import { writeDrill } from "./drill-system.ts";

const TOKEN = "vercel-token";
let home: string;
let double: DrillDouble;
let argv: readonly string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-drill-faults-"));
  double = await startDrillDouble(TOKEN);
  argv = await writeDrill(home, double.base, double.vercel.origin);
});
afterEach(async () => {
  await double[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

const call = (...words: readonly string[]): Promise<Ran> => {
  const env = { OPSDECK_STATE: join(home, "state"), VERCEL_TOKEN: TOKEN, APP_TOKEN: GOOD, PATH: "/usr/bin:/bin" };
  return opsdeck([...words, ...(words[0] === "duties" ? argv.slice(0, 2) : argv)], { home, env });
};
const drill = () => call("run", "qstash-degraded-proof", "--unlock");

/** The four requests of the drill in order: break, its deployment, restore, its deployment. */
describe("an answer that is lost is resolved by looking, and nothing is made twice", () => {
  it.each<[string, VercelServer["fates"]]>([
    ["of the break", ["lost"]],
    ["of the break's deployment", ["answered", "lost"]],
    ["of the restore", ["answered", "answered", "lost"]],
    ["of the restore's deployment", ["answered", "answered", "answered", "lost"]],
    ["of every request", ["lost", "lost", "lost", "lost"]],
  ])("%s", async (_name, fates) => {
    double.vercel.fates.push(...fates);
    const { code, err } = await drill();
    expect(code, err).toBe(0);
    expect([double.written(), double.vercel.live()]).toEqual([["break", "restore"], GOOD]);
    expect(double.vercel.deployments).toHaveLength(3);
    expect(double.redeploys()).toBe(2);
  });

  it.each<[string, VercelServer["fates"]]>([
    ["the break", ["swallowed"]],
    ["the break's deployment", ["answered", "swallowed"]],
    ["the restore", ["answered", "answered", "swallowed"]],
  ])("%s that never arrived is known not to be made, and made by the next try", async (_name, fates) => {
    double.vercel.fates.push(...fates);
    const { code, err } = await drill();
    expect(code, err).toBe(0);
    expect([double.written(), double.vercel.live()]).toEqual([["break", "restore"], GOOD]);
    expect(double.vercel.deployments).toHaveLength(3);
  });
});

describe("a token of Vercel that is revoked in the middle", () => {
  it("leaves a duty with its steps by hand, which is restored when there is a token again", async () => {
    double.vercel.revokedAfter = 1;
    const { code, err } = await drill();
    expect(code).toBe(3);
    expect(err).toMatch(
      /1 OPEN DUTY[\s\S]*by hand +1\. Vercel → shop[\s\S]*set QSTASH_TOKEN back[\s\S]*2\. Vercel → Deploy/,
    );
    const refused = await call("restore", "D1-1", "--yes");
    expect([refused.code, double.written()]).toEqual([3, ["break"]]);
    expect(refused.err).toMatch(/D1-1 is still open: .*403[\s\S]*set QSTASH_TOKEN back/);
    double.vercel.revokedAfter = Number.POSITIVE_INFINITY;
    const restored = await call("restore", "D1-1", "--yes");
    expect(restored.code, restored.err).toBe(0);
    expect([double.written(), double.vercel.live()]).toEqual([["break", "restore"], GOOD]);
    expect((await call("duties")).out).toBe("no duty is open\n");
  });

  it("before anything was changed leaves nothing: the refusal itself says so", async () => {
    double.vercel.fates.push("refused", "refused");
    const { code, err } = await drill();
    expect([code, double.written()]).toEqual([1, []]);
    expect(err).not.toMatch(/OPEN DUTY/);
  });
});

/** The value is read for the preview, and once more before the request leaves. */
describe("between preview and send", () => {
  const secondRead = (work: () => void) => {
    let reads = 0;
    double.vercel.meanwhile = (called) => {
      if (called === "GET /v9/projects/shop/env/e1") reads += 1;
      if (reads === 2) work();
    };
  };

  it.each<[string, () => void, RegExp]>([
    [
      "a value that somebody else sets is not written over, since its restore would lose it",
      () => Object.assign(double.vercel.variables[0] ?? {}, { value: "rotated by somebody else" }),
      /nothing was changed: vercel-env was not sent: QSTASH_TOKEN is not the value that would be restored/,
    ],
    [
      "a token of Vercel that is revoked changes nothing",
      () => Object.assign(double.vercel, { revoked: true }),
      /nothing was changed: vercel-env was not sent: .*403/,
    ],
  ])("%s", async (_name, work, words) => {
    secondRead(work);
    const { code, out, err } = await drill();
    expect([code, double.written()]).toEqual([1, []]);
    expect(out + err).toMatch(words);
    expect(err).not.toMatch(/OPEN DUTY/);
    expect((await call("duties")).out).toBe("no duty is open\n");
  });
});
