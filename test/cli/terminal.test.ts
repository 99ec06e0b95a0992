import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";
import { Terminal } from "@xterm/headless";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openIncident } from "../../src/journal/journal.ts";
import { eventually, PATIENCE_MS } from "../helpers/eventually.ts";
import { armed, drill, journalOptions, newState } from "../helpers/journal.ts";

/** The built program in a real pseudo-terminal: what only a terminal can show. `npm test` builds it first. */
let home = "";
let server: Server;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-terminal-"));
  server = createServer((_request, response) => void setTimeout(() => response.end("{}"), 60_000).unref());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(
    join(home, "slow.yaml"),
    `system: slow
title: Slow
tag: sl
environment: staging
checks:
  - id: hangs
    kind: http-json
    panels: [sync]
    with: { url: "${base}/" }
    judge: [ { when: { fact: status, eq: 200 }, verdict: ok, say: fine } ]
`,
  );
});
const running = new Set<IPty>();

afterAll(async () => {
  for (const pty of running) pty.kill();
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true });
});

interface Session {
  readonly pty: IPty;
  /** Everything that was written. */
  readonly seen: () => string;
  /** What the terminal shows now. */
  readonly screen: () => string;
  readonly ended: Promise<{ exitCode: number; signal?: number | undefined }>;
}

function environment(state: string): Record<string, string> {
  return { HOME: home, PATH: "/usr/bin:/bin", TERM: "xterm-256color", LANG: "C.UTF-8", OPSDECK_STATE: state };
}

const opsdeck = (): string[] => ["bin/opsdeck.mjs", "--config", join(home, "slow.yaml")];

async function open(state: string, shows: string): Promise<Session> {
  const session = onTerminal(process.execPath, opsdeck(), state);
  await eventually(() => expect(session.seen()).toContain(shows));
  return session;
}

function onTerminal(program: string, args: string[], state: string): Session {
  const pty = spawn(program, args, { cols: 80, rows: 24, env: environment(state) });
  const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  running.add(pty);
  pty.onExit(() => running.delete(pty));
  let text = "";
  pty.onData((data) => {
    text += data;
    terminal.write(data);
  });
  const line = (row: number): string => terminal.buffer.active.getLine(row)?.translateToString(true) ?? "";
  const ended = new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) => pty.onExit(resolve));
  return { pty, seen: () => text, screen: () => Array.from({ length: 24 }, (_, row) => line(row)).join("\n"), ended };
}

const ENTER_SCREEN = "\u001b[?1049h";
const LEAVE_SCREEN = "\u001b[?1049l";

/** Typed once more where nothing came of it: keys from before the screen took them are lost. */
async function typeUntil(pty: IPty, keys: string, wanted: () => void): Promise<void> {
  pty.write(keys);
  await vi.waitFor(wanted, { timeout: PATIENCE_MS / 4, interval: 50 }).catch(() => pty.write(keys));
  await eventually(wanted);
}

it("says what was left open, stops at ctrl-z, comes back with fg, asks before it leaves, and gives the terminal back each time", async () => {
  const state = newState();
  openIncident(journalOptions(state), drill).close();
  const { pty, seen, screen, ended } = onTerminal("bash", ["--norc", "--noprofile", "-i"], state);
  const on = (): number => seen().split(ENTER_SCREEN).length - 1;
  const off = (): number => seen().split(LEAVE_SCREEN).length - 1;
  pty.write(`${[process.execPath, ...opsdeck()].map((word) => `'${word}'`).join(" ")}\r`);
  await eventually(() => expect(screen()).toContain("1 Deploy"));
  await eventually(() => expect(screen()).toContain("INC-0001 is open still: i goes on with it"));
  await typeUntil(pty, "?", () => expect(screen()).toContain("┏ Help"));
  await typeUntil(pty, "\u001b", () => expect(screen()).not.toContain("┏ Help"));
  pty.write("\u001a");
  await eventually(() => expect(screen()).toMatch(/Stopped/));
  expect([on(), off()]).toEqual([1, 1]);
  pty.write("fg\r");
  await eventually(() => expect(screen()).toContain("1 Deploy"));
  expect([on(), off()]).toEqual([2, 1]);
  await typeUntil(pty, "q", () => expect(screen()).toContain("[ Stay ]"));
  await typeUntil(pty, "\t", () => expect(screen()).toContain("[ Leave"));
  // A button takes no enter in the moment in which it gets the focus.
  await vi.waitFor(
    () => {
      if (off() < 2) pty.write("\r");
      expect(off()).toBe(2);
    },
    { timeout: PATIENCE_MS, interval: 700 },
  );
  await eventually(() => expect(seen()).toMatch(/bash-[\d.]+[$#] *$/));
  pty.write("exit\r");
  await ended;
});

it.each([
  ["SIGTERM", 143],
  ["SIGHUP", 129],
])("ended by %s it leaves no process, gives the terminal back and prints what is owed", async (signal, code) => {
  const state = newState();
  const writer = openIncident(journalOptions(state), drill);
  writer.appendSync(armed("D1-1"));
  writer.close();
  const { pty, seen, ended } = await open(state, "1 OPEN DUTY");
  expect(seen()).toContain("\u001b]2;1 OPEN DUTY - opsdeck staging\u0007");
  const { pid } = pty;
  pty.kill(signal);
  expect((await ended).exitCode).toBe(code);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(seen().lastIndexOf(LEAVE_SCREEN)).toBeGreaterThan(seen().lastIndexOf(ENTER_SCREEN));
  const primary = seen().slice(seen().lastIndexOf(LEAVE_SCREEN));
  expect(primary).toContain("◆ 1 OPEN DUTY");
  expect(primary).toContain("by hand   1. set TOKEN back");
});
