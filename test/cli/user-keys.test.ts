import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { opsdeck } from "../helpers/cli.ts";

/** A home with a system that answers, and these settings. */
async function homeWith(settings: string): Promise<string> {
  const server = createServer((_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const home = mkdtempSync(join(tmpdir(), "opsdeck-keys-"));
  onTestFinished(() => {
    server.close();
    rmSync(home, { recursive: true });
  });
  const folder = join(home, ".config", "opsdeck");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "opsdeck.yaml"), settings);
  writeFileSync(
    join(folder, "shop.yaml"),
    `system: shop
title: Shop
tag: sh
environment: staging
checks:
  - id: health
    kind: http-json
    panels: [sync]
    with: { url: "http://127.0.0.1:${(server.address() as AddressInfo).port}/" }
    judge: [ { when: { fact: status, eq: 200 }, verdict: ok, say: fine } ]
`,
  );
  return home;
}

it("has the key line of a user's keys", async () => {
  const home = await homeWith("keys:\n  check.row: [f, ctrl+r]\n");
  const { code, out } = await opsdeck(["frame", "--columns", "120", "--rows", "40"], { home });
  expect(code).toBe(0);
  expect(out.trimEnd().split("\n").at(-1)).toContain(" f ctrl+r check now ");
});

it("refuses to start with a key of two owners, and names both where it is written", async () => {
  const home = await homeWith("keys:\n  check.row: [c]\n  freeze: [j]\n  row.down: [j, down]\n");
  for (const command of ["check", "frame", "validate"]) {
    const { code, out, err } = await opsdeck([command], { home });
    expect(code).toBe(2);
    expect(`${out}${err}`.match(/opsdeck\.yaml:\d+:\d+ .*/g)).toEqual([
      'opsdeck.yaml:3:3  "j" belongs to two commands of main: row.down and freeze  give one of them another key',
      'opsdeck.yaml:4:3  "j" belongs to two commands of main: row.down and freeze  give one of them another key',
    ]);
  }
});
