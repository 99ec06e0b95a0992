import { writeFileSync } from "node:fs";
import { build } from "esbuild";

const wanted = process.argv[2] === "schema" ? /schema\.json$/ : /./;

/** Panels are written in JSX, which Node does not read: the pages are bundled first. */
async function writtenPages(): Promise<Readonly<Record<string, string>>> {
  const outfile = "dist/pages.js";
  await build({
    entryPoints: ["bin/pages.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    jsx: "automatic",
  });
  const { pages } = (await import(new URL(`../${outfile}`, import.meta.url).href)) as typeof import("./pages.ts");
  return pages();
}

for (const [path, text] of Object.entries(await writtenPages())) if (wanted.test(path)) writeFileSync(path, text);
