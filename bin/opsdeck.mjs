#!/usr/bin/env node
// The program as it is started: plain old syntax only, since it must say so when Node is too old for the rest.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
const bundle = fileURLToPath(new URL("../dist/opsdeck.js", import.meta.url));

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`opsdeck needs Node 22.19 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else if (!existsSync(bundle)) {
  process.stderr.write("opsdeck is not built yet. Run: npm run build\n");
  process.exitCode = 1;
} else {
  const { runKept } = await import("./run-kept.mjs");
  await runKept(bundle, join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "opsdeck"));
}
