import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { childEnv } from "../process/host-env.ts";
import { programOnPath } from "../process/program-on-path.ts";
import { giveTo, unprivilegedIdentity } from "../process/unprivileged.ts";
import { waitUntil } from "../process/wait-until.ts";

export interface RedisServer {
  readonly pid: number;
  stop(): Promise<void>;
}

/** A redis-server without persistence on a loopback port; undefined when the machine has no redis-server. */
export async function startRedis(dir: string, port: number, password: string): Promise<RedisServer | undefined> {
  const program = await programOnPath("redis-server", childEnv().PATH ?? "");
  if (program === undefined) return undefined;
  const identity = await unprivilegedIdentity();
  const folder = join(dir, `redis-${port}`);
  await mkdir(folder, { recursive: true });
  await giveTo(folder, identity);
  const server = spawn(program, ["-"], {
    ...identity,
    cwd: folder,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: childEnv(),
  });
  server.stdin.on("error", () => undefined);
  server.stdin.end(configuration(port, password, folder));
  await waitUntil("redis-server", () => listens(port), 5_000, 20);
  return { pid: server.pid ?? -1, stop: () => kill(server) };
}

/** Through stdin and not through argv, since the password is in it. */
function configuration(port: number, password: string, folder: string): string {
  return [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${folder}`,
    'save ""',
    "appendonly no",
    "daemonize no",
    "maxmemory 64mb",
    "maxmemory-policy noeviction",
    "",
  ].join("\n");
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once("exit", () => resolve());
    server.kill("SIGKILL");
  });
}
