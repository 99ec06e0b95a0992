// Runs before everything else of a script of package.json, on whatever Node it meets: plain old syntax only.
// Says plainly when that Node is too old, or when npm skipped the install scripts that bring the right one.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const [major, minor] = process.versions.node.split(".").map(Number);
const fits = major > 22 || (major === 22 && minor >= 19);

if (!existsSync("node_modules")) stop("The packages are not installed. Run: npm ci");
if (!fits) {
  const brought = existsSync("node_modules/node/bin/node");
  stop(
    brought
      ? `This is Node ${process.versions.node}; opsdeck needs 22.19 or newer. Use the scripts (npm run lab, npm test): they run on the Node 24 in node_modules.`
      : `This is Node ${process.versions.node}; opsdeck needs 22.19 or newer. npm brings Node 24 as the package "node", but its install script was skipped. Run: npm rebuild node esbuild && npm ci`,
  );
}

const built = spawnSync(process.execPath, ["bin/build.ts"], { stdio: "inherit" });
if (built.status !== 0)
  stop("The build failed. If a package is missing its binary, its install script was skipped: npm rebuild esbuild");

function stop(reason) {
  process.stderr.write(`opsdeck: ${reason}\n`);
  process.exit(1);
}
