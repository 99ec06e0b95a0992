import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { opsdeck } from "../helpers/cli.ts";

let home = "";
let server: Server;
let base = "";
let answer: object = { db: "up" };
let asked = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-cli-"));
  server = createServer((_request, response) => {
    asked++;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true });
});

async function config(extra = "", name = "shop.yaml"): Promise<string> {
  const path = join(home, name);
  await writeFile(
    path,
    `system: shop
title: Shop
tag: sh
environment: staging
secrets: { key: "\${env:SHOP_KEY}" }
checks:
  - id: health
    kind: http-json
    panels: [watchtower]
    with: { url: "${base}/health", take: { db: /db } }
    judge:
      - { when: { fact: db, eq: up }, verdict: ok, say: "the database is up" }
      - { when: { fact: db, eq: slow }, verdict: warn, say: "the database is slow. Look at it." }
      - { when: { fact: db, ne: up }, verdict: fail, say: "the database is {db}" }
${extra}`,
  );
  return path;
}

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe("check", () => {
  it.each([
    ["up", 0, "ok"],
    ["slow", 1, "warn"],
    ["down", 1, "fail"],
    [7, 4, "unknown"],
  ])("db %s exits with %i", async (db, code, verdict) => {
    answer = { db };
    const ran = await opsdeck(["check", "--json", "--config", await config()], { home });
    expect(ran).toMatchObject({ code, err: "" });
    expect(json(ran.out)).toMatchObject({
      version: 1,
      environment: "staging",
      verdict,
      alerts: [],
      goals: [],
      duties: [],
      readings: [
        {
          check: "shop/health",
          system: "shop",
          kind: "http-json",
          title: "health",
          panels: ["watchtower"],
          mode: "scheduled",
          verdict,
          failure: null,
        },
      ],
    });
    expect(Object.keys((json(ran.out).readings as object[])[0] ?? {}).toSorted()).toEqual(
      [
        "at",
        "check",
        "facts",
        "failure",
        "kind",
        "mode",
        "panels",
        "summary",
        "system",
        "title",
        "tookMs",
        "verdict",
      ].toSorted(),
    );
  });

  it("prints a table for people", async () => {
    answer = { db: "down" };
    const { out } = await opsdeck(["check", "--config", await config()], { home });
    expect(out).toBe(
      "✘ fail    shop/health  the database is down\n\nstaging: fail (1 fail, 0 warn, 0 unknown, 0 ok)\n",
    );
  });

  it("takes ids, and says which there are when it knows none", async () => {
    answer = { db: "up" };
    const path = await config();
    for (const id of ["health", "shop/health", "shop"])
      expect((await opsdeck(["check", id, "--config", path], { home })).code).toBe(0);
    expect(await opsdeck(["check", "helth", "--config", path], { home })).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("shop/health"),
    });
  });

  it("is unknown, not broken, without its secret", async () => {
    const secret = `  - id: locked
    kind: http-json
    panels: [deploy]
    with: { url: "${base}/x", headers: { authorization: "Bearer \${secrets.key}" } }
    judge: [ { when: { fact: status, eq: 200 }, verdict: ok, say: fine } ]
`;
    answer = { db: "up" };
    const path = await config(secret);
    const without = await opsdeck(["check", "--json", "--config", path], { home });
    expect(without.code).toBe(4);
    expect(json(without.out).readings).toMatchObject([
      { verdict: "ok" },
      { verdict: "unknown", failure: { kind: "config", message: "SHOP_KEY is not set" } },
    ]);
    const env = { OPSDECK_STATE: join(home, "state"), SHOP_KEY: "a-very-secret-key" };
    const given = await opsdeck(["check", "--json", "--config", path], { home, env });
    expect(given.code).toBe(0);
    expect(given.out).not.toContain("a-very-secret-key");
  });

  it("keeps a floor across runs and hands on the younger reading", async () => {
    answer = { db: "up" };
    const path = await config();
    const text = (await readFile(path, "utf8")).replace("kind: http-json", "kind: http-json\n    floor: 1h");
    await writeFile(path, text);
    asked = 0;
    const first = await opsdeck(["check", "--json", "--config", path], { home });
    answer = { db: "down" };
    const second = await opsdeck(["check", "--json", "--config", path], { home });
    expect(asked).toBe(1);
    const at = (ran: { out: string }) => (json(ran.out).readings as { at: string; verdict: string }[])[0];
    expect(at(second)).toEqual(expect.objectContaining({ at: at(first)?.at, verdict: "ok" }));
    const table = await opsdeck(["check", "--config", path], { home });
    expect(table.out).toMatch(/^● ok {6}shop\/health {2}the database is up \(seen \d+m?s ago\)\n/);
  });
});

describe("mistakes", () => {
  it("of a file exit with 2 and say where", async () => {
    const path = await config("  - { id: two, kind: htp, panels: [sync], judge: [] }\n", "wrong.yaml");
    for (const command of ["check", "frame"]) {
      const ran = await opsdeck([command, "--config", path], { home });
      expect(ran).toMatchObject({ code: 2, out: "" });
      expect(ran.err).toMatch(/wrong\.yaml:\d+:\d+ {2}/);
    }
    const ran = await opsdeck(["validate", "--json", path], { home });
    expect(ran.code).toBe(2);
    expect(json(ran.out)).toMatchObject({
      version: 1,
      problems: [{ file: path, line: expect.any(Number), column: expect.any(Number) }],
    });
  });

  it.each([
    [["chek"], /no command "chek"/],
    [["check", "--jso"], /--jso/],
    [["frame", "--columns", "wide"], /whole number/],
    [["lab", "--pace", "0"], /--pace/],
    [["lab", "--era", "C"], /--era/],
    [["lab", "brek"], /brek/],
    [["check", "--config", "/nowhere.yaml"], /nowhere\.yaml:1:1 {2}cannot be read/],
    [["check", "--system", "shop"], /no system "shop"/],
    [["check"], /No system is configured/],
    [[], /No system is configured/],
  ])("%j exits with 2", async (argv, words) => {
    const ran = await opsdeck(argv, { home });
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(words);
  });

  it("no terminal is no place for a cockpit", async () => {
    expect(await opsdeck(["--config", await config()], { home })).toMatchObject({
      code: 2,
      err: expect.stringContaining("opsdeck frame"),
    });
  });
});

describe("frame", () => {
  it.each([
    [160, 45],
    [80, 24],
    [60, 15],
    [30, 5],
  ])("fills %i×%i and no more", async (columns, rows) => {
    answer = { db: "down" };
    const { out, code } = await opsdeck(
      ["frame", "--columns", String(columns), "--rows", String(rows), "--config", await config()],
      { home },
    );
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    expect(out).toContain("STAGING");
    expect(out).toContain("✘");
  });

  it("zooms a panel", async () => {
    const { out } = await opsdeck(
      ["frame", "--panel", "watchtower", "--columns", "100", "--rows", "30", "--config", await config()],
      { home },
    );
    expect(out).toContain("the database is down");
  });
});

it("prints its schema, version and help", async () => {
  expect(json((await opsdeck(["schema"], { home })).out)).toMatchObject({
    title: "opsdeck system file",
    type: "object",
  });
  expect((await opsdeck(["--version"], { home })).out).toBe("opsdeck 0.0.0\n");
  const { out } = await opsdeck(["--help"], { home });
  for (const command of ["check", "frame", "validate", "schema", "lab"]) expect(out).toContain(`opsdeck ${command}`);
});
