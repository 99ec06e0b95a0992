import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Everything, the long tables too. Not merged: merging adds to `exclude`, and the long tables would stay out. */
export default defineConfig({
  test: { ...base.test, exclude: ["node_modules/**"], testTimeout: 900_000 },
});
