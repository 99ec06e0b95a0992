import { writeFileSync } from "node:fs";
import { importBundled } from "./import-bundled.ts";

const wanted = process.argv[2] === "schema" ? /schema\.json$/ : /./;
const { pages } = await importBundled<typeof import("./pages.ts")>("bin/pages.ts", "dist/pages.js");

for (const [path, text] of Object.entries(pages())) if (wanted.test(path)) writeFileSync(path, text);
