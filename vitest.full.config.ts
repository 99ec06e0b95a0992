import { defineConfig } from "vitest/config";
import base, { LONG, projects, rules } from "./vitest.config.ts";

/** Everything, the long tables too. */
const long = { test: { ...rules, name: "long", include: [LONG], testTimeout: 900_000 } };

export default defineConfig({ test: { ...base.test, projects: [...projects, long] } });
