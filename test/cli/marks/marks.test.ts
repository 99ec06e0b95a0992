import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { opsdeck, type Ran } from "../../helpers/cli.ts";
import { type DrillDouble, GOOD, startDrillDouble } from "../../runbooks/drill-double.ts";
import { writeDrill } from "../../runbooks/drill-system.ts";

const TOKEN = "vercel-token";
let home: string;
let double: DrillDouble;
let argv: readonly string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-marks-"));
  double = await startDrillDouble(TOKEN);
  argv = await writeDrill(home, double.base, double.vercel.origin);
});
afterEach(async () => {
  await double[Symbol.asyncDispose]();
  await rm(home, { recursive: true });
});

/** opsdeck on one of two bastions: each has a state directory of its own. */
function on(bastion: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const own = { OPSDECK_STATE: join(home, bastion), VERCEL_TOKEN: TOKEN, APP_TOKEN: GOOD, PATH: "/usr/bin:/bin" };
  return opsdeck([...words, ...argv.slice(0, 2)], { home, login: `oncall-${bastion}`, env: { ...own, ...env } });
}

/** A drill whose bastion dies once production is broken. */
async function brokenByA(): Promise<void> {
  const answers = join(home, "only-the-break.yaml");
  const words = { words: "production break-token", solo: "a test" };
  await writeFile(answers, JSON.stringify({ unlock: "production", "break-token": words }));
  await on("a", ["run", "qstash-degraded-proof", "--unlock", "--answers", answers]);
  expect(double.written()).toEqual(["break"]);
}

interface Told {
  readonly duties: readonly {
    readonly id: string;
    readonly title: string;
    readonly incident: string;
    readonly state: string;
    readonly manual: readonly string[];
    readonly found?: { readonly target: string; readonly mark: string };
  }[];
}
const duties = async (bastion: string): Promise<Told["duties"]> => {
  const { out } = await on(bastion, ["duties", "--json"]);
  return (JSON.parse(out) as Told).duties;
};

describe("a break of another bastion", () => {
  it("is found by its mark: in duties, in check with exit 3, with its steps by hand", async () => {
    await brokenByA();
    const [found, ...more] = await duties("b");
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      id: expect.stringMatching(/^F-[0-9a-f]{8}$/),
      title: "QSTASH_TOKEN is broken in production",
      incident: "INC-0001",
      state: "applied",
      manual: [
        expect.stringMatching(/^ask oncall-a, or look on .*opsdeck restore D1-1 there/),
        expect.stringMatching(/set QSTASH_TOKEN back/),
        expect.stringMatching(/Redeploy/),
      ],
      found: { target: expect.stringMatching(/ shop QSTASH_TOKEN$/), mark: expect.stringMatching(/by oncall-a on/) },
    });
    const { code, out } = await on("b", ["check", "deploy"]);
    expect(code).toBe(3);
    expect(out).toMatch(/1 OPEN DUTY[\s\S]*F-[0-9a-f]{8}[\s\S]*changed 0:\d\d ago by oncall-a on/);
    // Its own bastion has a journal of it: there it is no news.
    expect((await duties("a")).map(({ id }) => id)).toEqual(["D1-1"]);
  });

  it("is restored from here as the runbook says, proved by data, and its mark is gone", async () => {
    await brokenByA();
    const [found] = await duties("b");
    const { code, err } = await on("b", ["restore", found?.id ?? "", "--yes"]);
    expect(code, err).toBe(0);
    expect(err).toMatch(/is D1-1 here, in INC-0001/);
    expect([double.written(), double.vercel.live()]).toEqual([["break", "restore"], GOOD]);
    expect(await duties("b")).toEqual([]);
    expect((await on("b", ["check", "deploy"])).code).toBe(0);
    const { out } = await on("b", ["report", "INC-0001"]);
    expect(out).toMatch(/was found at .* whose mark says/);
  });

  it("is not restored by the wrong secret: it is a duty here, with its steps by hand", async () => {
    await brokenByA();
    const [found] = await duties("b");
    const { code, err } = await on("b", ["restore", found?.id ?? "", "--yes"], { APP_TOKEN: "" });
    expect(code).toBe(3);
    expect(err).toMatch(/nothing proves it|by hand/);
    expect(double.written()).toEqual(["break"]);
    expect((await duties("b")).map(({ id }) => id)).toEqual(["D1-1"]);
  });

  it("waived with a reason is not shown again on this bastion", async () => {
    await brokenByA();
    const [found] = await duties("b");
    expect((await on("b", ["waive", found?.id ?? "", "--yes", "--reason", "alice restores it"])).code).toBe(0);
    expect(await duties("b")).toEqual([]);
    expect(await duties("c")).toHaveLength(1);
  });

  it("may be hidden where the target cannot be searched: that is said, and not taken for well", async () => {
    double.vercel.revoked = true;
    const { code, err, out } = await on("b", ["duties"]);
    expect([code, out]).toEqual([4, "no duty is open\n"]);
    expect(err).toMatch(/opsmantik was not searched for breaks of others: Vercel answered 403/);
    const without = await on("b", ["duties"], { VERCEL_TOKEN: "" });
    expect(without.code).toBe(0);
    expect(without.err).toMatch(/was not searched/);
  });

  it("tells what it likes in its mark: nothing of it reaches the terminal but plain text", async () => {
    const [variable] = double.vercel.variables;
    if (variable) variable.comment = "opsdeck: changed on purpose \u001b]52;c;aGk=\u0007\u001b[2J by\u202eevil";
    const { out } = await on("b", ["duties"]);
    expect(out).toMatch(/QSTASH_TOKEN is broken in production/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect((await on("b", ["check", "deploy"])).code).toBe(3);
  });

  it("is none where a variable's comment says something else", async () => {
    const [variable] = double.vercel.variables;
    if (variable) variable.comment = "opsdeck: set by R-1:set-token:1:0";
    expect(await duties("b")).toEqual([]);
  });
});
