import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { freePort } from "../../src/lab/net/ports.ts";

const BLOCK = 50;
const blocksOf = (ports: readonly number[]): ReadonlySet<number> =>
  new Set(ports.map((port) => Math.floor(port / BLOCK)));

it("gives no port twice, and none out of a block that another process has", async () => {
  const own = await Promise.all(Array.from({ length: 120 }, freePort));
  expect(new Set(own).size).toBe(own.length);
  const program = `import { freePort } from "./src/lab/net/ports.ts";
    console.log(JSON.stringify(await Promise.all(Array.from({ length: 3000 }, freePort))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", program], {
    maxBuffer: 1 << 20,
  });
  const others = blocksOf(JSON.parse(stdout) as number[]);
  expect(others.size).toBeGreaterThanOrEqual(3000 / BLOCK);
  expect([...blocksOf(own)].filter((block) => others.has(block))).toEqual([]);
});
