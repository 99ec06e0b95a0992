import { spawn } from "node:child_process";
import { CheckError } from "../core/check-error.ts";
import type { ProgramStarter } from "../core/write-clients.ts";
import type { Vault } from "./secret-vault.ts";

/** What every program gets of opsdeck's own environment: the rest may hold secrets. */
const PASSED_ON = ["PATH", "HOME", "LANG", "TMPDIR"] as const;

/**
 * Runs in a Node of its own, so that it goes on when opsdeck ends: it starts the program in its own process group, writes
 * what the program says without the secrets that it was given, ends the group when its time is up, and writes the end last.
 */
const KEEPER = `
const { spawn } = require("node:child_process");
const { appendFileSync, writeFileSync, renameSync, openSync, fsyncSync, closeSync, readFileSync } = require("node:fs");
const { argv, env, stdin, timeoutMs, path, secrets } = JSON.parse(readFileSync(0, "utf8"));
const [file, ...args] = argv;
const end = (how) => {
  writeFileSync(path + ".end~", JSON.stringify(how), { mode: 0o600 });
  const fd = openSync(path + ".end~", "r"); fsyncSync(fd); closeSync(fd);
  renameSync(path + ".end~", path + ".end");
};
const hide = (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, "••••••••"), text);
writeFileSync(path + ".out", "", { mode: 0o600 });
let left = 1048576;
let rest = "";
const say = (text) => { const shown = hide(text).slice(0, left); left -= shown.length; appendFileSync(path + ".out", shown); };
const hear = (chunk) => { const lines = (rest + chunk).split("\\n"); rest = lines.pop() ?? ""; for (const line of lines) say(line + "\\n"); if (rest.length > 65536) { say(rest); rest = ""; } };
let child;
try { child = spawn(file, args, { env, stdio: ["pipe", "pipe", "pipe"], detached: true }); } catch (error) { end({ error: error.code ?? "unknown" }); process.exit(); }
const kill = () => { try { process.kill(-child.pid, "SIGKILL"); } catch {} };
let late = false;
const timer = setTimeout(() => { late = true; kill(); }, timeoutMs);
child.on("error", (error) => { clearTimeout(timer); end({ error: error.code ?? "unknown" }); });
for (const stream of [child.stdout, child.stderr]) { stream.setEncoding("utf8"); stream.on("data", hear); }
child.stdin.on("error", () => {});
child.stdin.end(stdin ?? "");
child.on("exit", (code, signal) => {
  clearTimeout(timer);
  setTimeout(() => { kill(); if (rest !== "") say(rest); end({ code, signal, late }); process.exit(); }, 200);
});
process.on("SIGHUP", () => {});
`;

/** Starts programs without a shell that outlive opsdeck. Secrets reach them by environment and stdin only. */
export function createProgramStarter(vault: Vault, host: Readonly<Record<string, string | undefined>>): ProgramStarter {
  return {
    async start({ argv, env = {}, stdin, timeoutMs, path }) {
      const values = await Promise.all(
        Object.entries(env).map(async ([name, text]) => [name, await vault.reveal(text)]),
      );
      const given = stdin === undefined ? undefined : await vault.reveal(stdin);
      const plain = PASSED_ON.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]]]));
      const hidden = [...values.map(([, value]) => value), given].filter(
        (value) => value !== undefined && value !== "",
      );
      const order = {
        argv,
        env: Object.fromEntries([...plain, ...values]),
        stdin: given,
        timeoutMs,
        path,
        secrets: hidden.toSorted((a, b) => (b ?? "").length - (a ?? "").length),
      };
      await handOver(JSON.stringify(order));
    },
  };
}

/** The order goes through a pipe: arguments could be read by anybody on the machine. */
function handOver(order: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const keeper = spawn(process.execPath, ["-e", KEEPER], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      env: {},
    });
    const failed = (error: Error): void => reject(new CheckError("config", `Node cannot be started: ${error.message}`));
    keeper.once("error", failed);
    keeper.stdin.once("error", failed);
    keeper.stdin.end(order, () => {
      keeper.unref();
      resolve();
    });
  });
}
