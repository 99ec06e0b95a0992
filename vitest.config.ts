import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** A system file imported by a test is its text, as in the bundle. */
const yamlAsText = {
  name: "yaml-as-text",
  load: (id: string) => (id.endsWith(".yaml") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined),
};

export default defineConfig({
  plugins: [yamlAsText],
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/**/*.full.test.{ts,tsx}"],
    environment: "node",
    restoreMocks: true,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { NODE_ENV: "test", FORCE_COLOR: "0", NO_COLOR: "1" },
  },
});
