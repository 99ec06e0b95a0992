import { homedir, userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { checkKinds } from "../checks/index.ts";
import { panels } from "../panels/index.ts";
import { tellCrashes } from "../src/cli/tell-crash.ts";
import { systemClock } from "../src/core/clock.ts";
import { main } from "../src/main.ts";
import { runbooks, shipped, trainings, version } from "./embedded.ts";

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stdin: process.stdin,
  stderr: process.stderr,
  crash: tellCrashes(process.stderr),
  clock: systemClock,
  home: homedir(),
  login: loginName(),
  self: [process.argv[1] ?? fileURLToPath(import.meta.url)],
  checkKinds,
  panels,
  shipped,
  runbooks,
  trainings,
  version,
});

/** A uid without a name in /etc/passwd is a person, too. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "?"}`;
  }
}
