import { writeFileSync } from "node:fs";
import { pages } from "./pages.ts";

const wanted = process.argv[2] === "schema" ? /schema\.json$/ : /./;

for (const [path, text] of Object.entries(pages())) if (wanted.test(path)) writeFileSync(path, text);
