import { resolve } from "node:path";
import { build } from "esbuild";

/** Imports a module that Node cannot read as it is, since it reaches JSX: bundled into `outfile` first. */
export async function importBundled<T>(entry: string, outfile: string): Promise<T> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return (await import(resolve(outfile))) as T;
}
