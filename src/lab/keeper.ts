import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "./database/postgres-server.ts";
import { type RedisServer, startRedis } from "./database/redis-server.ts";
import { isRecord } from "./process/json-lines.ts";
import { openParentChannel } from "./process/parent-channel.ts";

/** What the keeper answers for: everything that must be gone once the lab is gone, even if the lab was killed. */
interface Kept {
  readonly dir: string;
  postgres: Promise<PostgresServer> | undefined;
  readonly redis: Map<number, RedisServer>;
  readonly pids: Set<number>;
  readonly controlFiles: Map<string, string>;
}

/**
 * The child that holds PostgreSQL, Redis and the lab's temporary folder. It also knows the pid of every other child,
 * since a child that a fault has stopped by SIGSTOP cannot see for itself that the lab is gone.
 */
export async function runKeeper(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "opsdeck-lab-"));
  await chmod(dir, 0o711);
  const kept: Kept = { dir, postgres: undefined, redis: new Map(), pids: new Set(), controlFiles: new Map() };
  const end = () => cleanUp(kept);
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${error.message}\n`);
    void end().finally(() => process.exit(1));
  });
  const channel = await openParentChannel(end);
  channel.onCall((command, value) => serve(kept, command, isRecord(value) ? value : {}));
  const password = isRecord(channel.config) ? String(channel.config.password) : "";
  kept.postgres = startPostgres(dir, password);
  const { socketDir, pid } = await kept.postgres;
  channel.ready({ dir, socketDir, postgresPid: pid });
}

async function serve(kept: Kept, command: string, value: Record<string, unknown>): Promise<unknown> {
  switch (command) {
    case "watch":
      kept.pids.add(Number(value.pid));
      return null;
    case "unwatch":
      kept.pids.delete(Number(value.pid));
      return null;
    case "control-file":
      kept.controlFiles.set(String(value.path), String(value.nonce));
      return null;
    case "redis-start":
      return openRedis(kept, Number(value.port), String(value.password));
    case "redis-stop":
      await kept.redis.get(Number(value.port))?.stop();
      kept.redis.delete(Number(value.port));
      return null;
    default:
      throw new Error(`no such call: ${command}`);
  }
}

async function openRedis(kept: Kept, port: number, password: string): Promise<{ pid: number } | null> {
  if (kept.redis.has(port)) await kept.redis.get(port)?.stop();
  const server = await startRedis(kept.dir, port, password);
  if (!server) return null;
  kept.redis.set(port, server);
  return { pid: server.pid };
}

async function cleanUp(kept: Kept): Promise<void> {
  for (const pid of kept.pids) kill(pid);
  const postgres = await kept.postgres?.catch(() => undefined);
  await Promise.all([postgres?.stop(), ...[...kept.redis.values()].map((server) => server.stop())]);
  for (const [path, nonce] of kept.controlFiles) await removeControlFile(path, nonce);
  await rm(kept.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Only a file that is still this lab's: a newer lab may have written its own by now. */
async function removeControlFile(path: string, nonce: string): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => "");
  if (text.includes(nonce)) await rm(path, { force: true });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended by itself
  }
}
