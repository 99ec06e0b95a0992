import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { access, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { breakFault } from "../../src/lab/control-client.ts";
import { waitUntil } from "../../src/lab/process/wait-until.ts";

/** Processes that belong to a lab: children of the program (by parent, while it lives) and their children. */
async function descendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, "utf8").catch(() => "") : "";
    const parent = /^\d+ \(.*\) \S (\d+)/.exec(stat)?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const found: number[] = [];
  for (let layer = [root]; layer.length > 0; ) {
    layer = [...parents].filter(([, parent]) => layer.includes(parent)).map(([pid]) => pid);
    found.push(...layer);
  }
  return found;
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function zombie(pid: number): Promise<boolean> {
  return /^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""));
}

it.runIf(process.platform === "linux")(
  "leaves no process, folder or control file when it is killed, not even a child that is stopped",
  async () => {
    const home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
    onTestFinished(() => rm(home, { recursive: true }));
    const program = spawn(process.execPath, [join(import.meta.dirname, "lab-program.ts"), home], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void program.kill("SIGKILL"));
    const [line] = (await once(program.stdout, "data")) as [Buffer];
    const { config, control } = JSON.parse(String(line)) as { config: string; control: string };
    await breakFault(control, "together-bot/bot-frozen");
    const pids = await descendants(program.pid ?? -1);
    expect(pids.length).toBeGreaterThan(8);
    program.kill("SIGKILL");
    await waitUntil(
      "all processes to end",
      async () => {
        const left = await Promise.all(pids.map(async (pid) => lives(pid) && !(await zombie(pid))));
        return !left.includes(true);
      },
      10_000,
    );
    await waitUntil(
      "the folder to go",
      () =>
        access(dirname(config)).then(
          () => false,
          () => true,
        ),
      5_000,
    );
    expect(await readdir(join(home, ".local/state/opsdeck/labs"))).toEqual([]);
    await expect(fetch(`${control}/nonce`)).rejects.toThrow();
  },
  40_000,
);

it.runIf(process.platform === "linux")(
  "leaves no server and no folder when only the process that holds them is killed",
  async () => {
    const home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
    onTestFinished(() => rm(home, { recursive: true }));
    const program = spawn(process.execPath, [join(import.meta.dirname, "lab-program.ts"), home, "opsmantik"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void program.kill("SIGKILL"));
    const exited = once(program, "exit");
    const [line] = (await once(program.stdout, "data")) as [Buffer];
    const { config } = JSON.parse(String(line)) as { config: string };
    const pids = await descendants(program.pid ?? -1);
    const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
    const keeper = pids[names.findIndex((name) => name.includes("\0keeper"))];
    process.kill(keeper ?? Number.NaN, "SIGKILL");
    await waitUntil(
      "all processes to end",
      async () => {
        const left = await Promise.all(pids.map(async (pid) => lives(pid) && !(await zombie(pid))));
        return !left.includes(true);
      },
      10_000,
    );
    await waitUntil("the folder to go", async () => !existsSync(dirname(config)), 5_000);
    expect(await exited).toEqual([0, null]);
  },
  40_000,
);

it("ends by itself once it has stopped, with nothing left open", async () => {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
  onTestFinished(() => rm(home, { recursive: true }));
  const program = spawn(process.execPath, [join(import.meta.dirname, "lab-program.ts"), home, "opsmantik", "stop"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void program.kill("SIGKILL"));
  expect(await once(program, "exit")).toEqual([0, null]);
});
