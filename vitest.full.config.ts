import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Everything, the long tables too. */
export default mergeConfig(base, { test: { exclude: ["node_modules/**"], testTimeout: 900_000 } });
