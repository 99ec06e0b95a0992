import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it.each(["thrown", "rejected"])("a defect that is %s is told without its secrets, after all was given back", (how) => {
  const program = join(import.meta.dirname, "crash-program.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, how], { encoding: "utf8", timeout: 30_000 });
  expect(stdout).toBe("the screen is given back\n");
  expect(stderr).toMatch(/^opsdeck ends by a defect of its own:\nTypeError: no header \S+\n +at .*crash-program/);
  expect(stderr).not.toContain("canary");
  expect(stderr.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  expect(status).toBe(70);
});
