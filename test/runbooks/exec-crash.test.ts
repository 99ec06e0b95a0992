import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readIncidents } from "../../src/journal/read-incidents.ts";
import { startJsonServer } from "../helpers/servers/json.ts";

const PROGRAM = join(import.meta.dirname, "../helpers/opsdeck-program.ts");
/** Ends when the file `go` is there, which the test writes once opsdeck is dead. */
const COMMAND = `const { appendFileSync, existsSync } = require("node:fs");
appendFileSync(process.argv[1] + "/ran", "begun\\n");
setInterval(() => { if (existsSync(process.argv[1] + "/go")) { console.log("all done"); process.exit(0); } }, 50)`;

let home: string;
let server: Awaited<ReturnType<typeof startJsonServer>>;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "opsdeck-exec-"));
  server = await startJsonServer();
  server.answers["/deploy"] = { branch: "main" };
  mkdirSync(join(home, "systems/runbooks"), { recursive: true });
  writeFileSync(join(home, "systems/shop.yaml"), JSON.stringify(system(server.url)));
  writeFileSync(join(home, "systems/runbooks/restart.md"), RUNBOOK);
  writeFileSync(join(home, "answers.yaml"), JSON.stringify({ unlock: "production", restart: "production restart" }));
});
afterEach(async () => {
  writeFileSync(join(home, "go"), "");
  await server[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

function system(base: string): object {
  const judge = [{ when: { fact: "branch", eq: "main" }, verdict: "ok", say: "main" }];
  const look = { url: `${base}/deploy`, take: { branch: "/branch" } };
  return {
    system: "shop",
    title: "Shop",
    tag: "sh",
    environment: "production",
    identity: [{ check: "deploy", fact: "branch", eq: "main" }],
    commands: { restart: { argv: [process.execPath, "-e", COMMAND, home], timeout: "60s", attempts: 1 } },
    checks: [{ id: "deploy", kind: "http-json", panels: ["deploy"], with: look, judge }],
  };
}

const RUNBOOK = `---
runbook: shop/restart
system: shop
title: Restart
---
# Restart

\`\`\`yaml step
id: restart
tier: 2
action: exec
with: { command: restart }
capture: { output: output }
undo: { nothing-to-undo: "a restart leaves nothing" }
\`\`\`
`;

function run() {
  const words = ["run", "shop/restart", "--unlock", "--config", join(home, "systems")];
  const args = [PROGRAM, "", ...words, "--answers", join(home, "answers.yaml"), "--state", join(home, "state")];
  const env = { HOME: home, PATH: "/usr/bin:/bin", TERM: "xterm-256color" };
  const pty = spawn(process.execPath, args, { cols: 100, rows: 30, env });
  let text = "";
  pty.onData((data) => {
    text += data;
  });
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  return { pty, ended, text: () => text };
}

it.each(["SIGKILL", "SIGHUP"] as const)(
  "a command outlives an opsdeck that %s ended, and the next start finds its end: it ran once",
  async (signal) => {
    const first = run();
    await vi.waitFor(() => expect(existsSync(join(home, "ran")), first.text()).toBe(true), { timeout: 20_000 });
    first.pty.kill(signal);
    await first.ended;
    writeFileSync(join(home, "go"), "");
    const second = run();
    expect(await second.ended, second.text()).toBe(0);
    expect(second.text()).toMatch(/goes on with the run/);
    expect(readFileSync(join(home, "ran"), "utf8")).toBe("begun\n");
    const { incidents } = await readIncidents(join(home, "state"));
    const lines = incidents.flatMap(({ entries }) => entries);
    expect(lines.filter(({ type }) => type === "request.sending")).toHaveLength(1);
    expect(lines.find(({ type }) => type === "step.passed")).toMatchObject({ captured: { output: "all done" } });
  },
  60_000,
);
