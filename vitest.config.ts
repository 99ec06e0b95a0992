import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/**/*.full.test.{ts,tsx}"],
    environment: "node",
    restoreMocks: true,
    // Most of the time goes by waiting for labs, servers and terminals, not by computing.
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { NODE_ENV: "test", FORCE_COLOR: "0", NO_COLOR: "1" },
  },
});
