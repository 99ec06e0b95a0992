import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { spawn as spawnPty } from "@lydell/node-pty";

/**
 * Figures of the built file in a real pty, on the lab's systems: first frame, bytes and CPU at rest, key to screen. Without
 * arguments on two systems in real time; arguments are the lab's, and `--pace 15` looks 15 times as often.
 */
const TWO_SYSTEMS = ["--pace", "1", "--system", "opsmantik", "--system", "together-bot"];
const STARTS = 5;
const COLUMNS = 120;
const ROWS = 40;
const SETTLE_MS = 12_000;
const REST_MS = 30_000;
const KEYS = 60;
const TICKS_PER_SECOND = 100; // of /proc/PID/stat on Linux

const args = process.argv.length > 2 ? process.argv.slice(2) : TWO_SYSTEMS;
const lab = spawn(process.execPath, ["bin/opsdeck.mjs", "lab", "--headless", ...args], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const ready = await firstLine(lab.stdout);
  const { config, env } = JSON.parse(ready) as { config: string; env: Record<string, string> };
  const figures = await measure(config, env);
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
} finally {
  lab.kill("SIGTERM");
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error("the lab ended before it was ready");
}

interface Cockpit {
  readonly pid: number;
  /** From the start of the process to the first frame. */
  readonly firstFrameMs: number;
  /** All that was written so far. */
  bytes(): number;
  /** Types, and resolves when something was written. */
  press(keys: string): Promise<void>;
  /** Resolves when the process has ended. */
  end(): Promise<void>;
}

async function startCockpit(config: string, env: Record<string, string>): Promise<Cockpit> {
  const began = performance.now();
  let bytes = 0;
  let heard: (() => void) | undefined;
  const { promise: firstFrame, resolve: drawn } = Promise.withResolvers<number>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const pty = spawnPty(process.execPath, ["bin/opsdeck.mjs", "--config", config], {
    cols: COLUMNS,
    rows: ROWS,
    env: { ...process.env, ...env, TERM: "xterm-256color", COLORTERM: "truecolor", LANG: "C.UTF-8" },
  });
  pty.onExit(() => end());
  pty.onData((data) => {
    if (data.includes("\u001b]11;?")) pty.write("\u001b]11;rgb:0d0d/1111/1717\u0007");
    if (data.includes("Deploy")) drawn(performance.now() - began);
    bytes += Buffer.byteLength(data);
    heard?.();
  });
  return {
    pid: pty.pid,
    firstFrameMs: await firstFrame,
    bytes: () => bytes,
    press: (keys) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      heard = resolve;
      pty.write(keys);
      return Promise.race([promise, pause(2000)]);
    },
    end: () => {
      pty.kill("SIGTERM");
      return ended;
    },
  };
}

/** The first start may fill the compile cache; the median of the others is what an operator meets. */
async function firstFrames(config: string, env: Record<string, string>) {
  const taken: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const cockpit = await startCockpit(config, env);
    await cockpit.end();
    taken.push(Math.round(cockpit.firstFrameMs));
  }
  const [first = 0, ...again] = taken;
  return { first, again: again.toSorted((a, b) => a - b)[Math.floor(again.length / 2)] ?? 0, starts: STARTS };
}

async function measure(config: string, env: Record<string, string>) {
  const firstFrameMs = await firstFrames(config, env);
  const cockpit = await startCockpit(config, env);
  await pause(SETTLE_MS);
  const before = { bytes: cockpit.bytes(), cpu: cpuSeconds(cockpit.pid), at: performance.now() };
  await pause(REST_MS);
  const seconds = (performance.now() - before.at) / 1000;
  const rest = {
    bytesPerSecond: (cockpit.bytes() - before.bytes) / seconds,
    cpuPercent: ((cpuSeconds(cockpit.pid) - before.cpu) / seconds) * 100,
  };
  const delays: number[] = [];
  for (let index = 0; index < KEYS; index++) {
    await pause(150 + 97 * (index % 7));
    const pressed = performance.now();
    await cockpit.press("jljhkGg2"[index % 8] ?? "j");
    delays.push(performance.now() - pressed);
  }
  await cockpit.end();
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (part: number): number => Math.round((sorted[Math.floor(part * (sorted.length - 1))] ?? 0) * 10) / 10;
  return {
    size: `${COLUMNS}x${ROWS}`,
    firstFrameMs,
    bytesPerSecond: Math.round(rest.bytesPerSecond),
    cpuPercent: Math.round(rest.cpuPercent * 10) / 10,
    keyToScreenMs: { p50: at(0.5), p95: at(0.95), keys: KEYS },
  };
}

/** User and system time of a process, in seconds (Linux). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
