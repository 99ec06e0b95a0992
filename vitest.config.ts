import { defineConfig } from "vitest/config";

export const LONG = "test/**/*.full.test.{ts,tsx}";
const LABS = "test/**/*.lab.test.ts";

export const rules = {
  environment: "node",
  restoreMocks: true,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
  env: { NODE_ENV: "test", FORCE_COLOR: "0", NO_COLOR: "1" },
} as const;

/**
 * Labs go first (vitest takes isolated projects before others): they are long and wait more than they compute, so that
 * more of them than there are cores fit beside each other. Everything else shares its processes: a process and its
 * modules for each file took a third of all the time.
 */
export const projects = [
  // Its traffic goes on beside a test, as production's does: what that was in the way of is tried once more.
  { test: { ...rules, name: "labs", include: [LABS], testTimeout: 600_000, retry: 1 } },
  { test: { ...rules, name: "parts", include: ["test/**/*.test.{ts,tsx}"], exclude: [LONG, LABS], isolate: false } },
];

export default defineConfig({ test: { maxWorkers: 3, projects } });
