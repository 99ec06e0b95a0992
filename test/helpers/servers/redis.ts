import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { closedPort } from "./listen.ts";

export interface TestRedis extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly password: string;
  readonly url: string;
}

/**
 * Whether redis-server is on the PATH. Tests that need it are skipped where it is not, but on a build machine (CI=true)
 * they run, and so fail: a suite that quietly leaves out Redis proves nothing.
 */
// biome-ignore lint/style/noProcessEnv: tests ask the machine what it has
export const hasRedis = process.env.CI === "true" || isOnPath("redis-server", process.env.PATH ?? "");

/** A real Redis on a free port of loopback, with a password, without a file on disk, stopped by its pid. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "opsdeck-redis-"));
  const port = await closedPort();
  const password = "test-redis-password";
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--requirepass", password];
  const server = spawn("redis-server", [...settings, "--save", "", "--appendonly", "no"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const kill = (): void => void server.kill("SIGKILL");
  process.once("exit", kill);
  try {
    await ready(server);
  } catch (error) {
    process.off("exit", kill);
    kill();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    port,
    password,
    pid: server.pid ?? 0,
    url: `redis://:${password}@127.0.0.1:${port}/0`,
    async [Symbol.asyncDispose]() {
      process.off("exit", kill);
      const gone = new Promise((resolve) => server.once("exit", resolve));
      if (server.exitCode === null) {
        server.kill("SIGTERM");
        await gone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout?.on("data", (chunk) => {
      said = `${said}${chunk}`.slice(-4000);
      if (/ready to accept connections/i.test(said)) resolve();
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`redis-server: ${code} ${said}`)));
  });
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
