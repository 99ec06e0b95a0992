import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { shippedSystems } from "../../bin/shipped.ts";
import { opsdeck } from "../helpers/cli.ts";

const shipped = shippedSystems();
let home = "";
let server: Server;
let answer: object = {};

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-new-"));
  answer = { status: "ok" };
  return () => rm(home, { recursive: true, force: true });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const call = (...argv: string[]) => opsdeck(argv, { home, shipped });

/** A new system file whose address is that of the server here. */
async function initShop(): Promise<string> {
  const file = (await call("init", "shop")).out.trim();
  const { port } = server.address() as AddressInfo;
  await writeFile(file, (await readFile(file, "utf8")).replace("127.0.0.1:8080", `127.0.0.1:${port}`));
  return file;
}

describe("init", () => {
  it.each(["shop", "a", ...shipped.map(({ file }) => file.split("/", 1)[0] ?? "")])(
    "of %s writes what is valid",
    async (id) => {
      const { code, out } = await call("init", id);
      expect({ code, out }).toEqual({ code: 0, out: `${home}/.config/opsdeck/${id}.yaml\n` });
      expect(await call("validate")).toMatchObject({ code: 0, out: "" });
    },
  );

  it("is looked at as it is written", async () => {
    await initShop();
    expect((await call("check")).code).toBe(0);
    answer = { status: "ill" };
    expect(await call("check")).toMatchObject({
      code: 1,
      out: expect.stringContaining("It says ill. Look at its log."),
    });
  });

  it("of a shipped system keeps the comments that say what belongs there, and changes no check", async () => {
    const file = (await call("init", "opsmantik")).out.trim();
    const text = await readFile(file, "utf8");
    expect(text).toContain('cronSecret: "${env:CRON_SECRET}"');
    expect(text).toContain("# our own token, not the app's");
    expect(text).not.toContain("checks:");
  });

  it("writes over nothing", async () => {
    const file = (await call("init", "shop")).out.trim();
    await writeFile(file, "mine");
    expect(await call("init", "shop")).toMatchObject({ code: 2, err: expect.stringContaining("is there already") });
    expect(await readFile(file, "utf8")).toBe("mine");
  });

  it.each([["../x"], ["Shop"], [""]])("takes no %j", async (id) => {
    expect(await call("init", id)).toMatchObject({ code: 2, err: expect.stringContaining("is no id") });
  });
});

describe("runbooks new", () => {
  it("writes one that lints clean, and none over another", async () => {
    await initShop();
    const { out } = await call("runbooks", "new", "shop/restart");
    expect(out).toBe(`${home}/.config/opsdeck/runbooks/restart.md\n`);
    expect(await call("runbooks", "lint")).toMatchObject({ code: 0, out: "" });
    expect(await call("validate")).toMatchObject({ code: 0, out: "" });
    expect(await call("validate", out.trim())).toMatchObject({ code: 0, out: "" });
    expect(await call("runbooks", "new", "restart")).toMatchObject({
      code: 2,
      err: expect.stringContaining("already"),
    });
  });

  it.each([
    [["shp/restart"], /did you mean shop\?/],
    [["shop/Restart"], /small letters/],
    [[], /SYSTEM\/NAME/],
    [["shop/a", "b"], /one SYSTEM\/NAME/],
  ])("%j is refused", async (words, why) => {
    await initShop();
    expect(await call("runbooks", "new", ...words)).toMatchObject({ code: 2, err: expect.stringMatching(why) });
  });
});

describe("runbooks test", () => {
  it("judges by live data what the steps wait for", async () => {
    await initShop();
    await call("runbooks", "new", "shop/restart");
    const well = await call("runbooks", "test");
    expect(well).toMatchObject({ code: 0, err: expect.stringContaining("2 of 2 expectations can be told now") });
    expect(well.out).toMatch(/● see: health is warn or fail: not so now \(ok: /);
    expect(well.out).toMatch(/● works: health: health is ok: so now/);
  });

  it("says what cannot be told: 4", async () => {
    await initShop();
    const file = (await call("runbooks", "new", "shop/restart")).out.trim();
    const text = (await readFile(file, "utf8")).replace("{ verdict: health, in: [ok] }", "{ fact: health, gt: 3 }");
    await writeFile(file, text);
    const { code, out } = await call("runbooks", "test", "restart", "--json");
    expect(code).toBe(4);
    const { runbooks } = JSON.parse(out) as {
      runbooks: { id: string; steps: { step: string; expects: object[] }[] }[];
    };
    expect(runbooks).toMatchObject([{ id: "shop/restart", problems: [] }]);
    expect(runbooks[0]?.steps.find(({ step }) => step === "works")?.expects).toMatchObject([
      { what: "expect", check: "health", wanted: "health > 3", state: "unknown", why: expect.any(String) },
    ]);
  });

  it("tries nothing of one that has drifted: 2", async () => {
    await initShop();
    const file = (await call("runbooks", "new", "shop/restart")).out.trim();
    await writeFile(file, (await readFile(file, "utf8")).replace("check: health #", "check: helth #"));
    const { code, out } = await call("runbooks", "test");
    expect(code).toBe(2);
    expect(out).toMatch(/restart\.md:\d+:\d+ {2}no check "helth"/);
    expect(out).not.toContain("works");
  });
});
