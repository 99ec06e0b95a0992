import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/**/*.full.test.{ts,tsx}"],
    environment: "node",
    restoreMocks: true,
    // One for each core of a small machine: more of them keep a lab's paced looks waiting.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { NODE_ENV: "test", FORCE_COLOR: "0", NO_COLOR: "1" },
  },
});
