import { EventEmitter } from "node:events";
import { Terminal } from "@xterm/headless";
import { render } from "ink";
import type { ReactNode } from "react";

export interface TestScreen {
  /** Waits until nothing is left to draw. */
  readonly settle: () => Promise<void>;
  /** Sends one chunk of keys and waits until the frame has changed, or until nothing came of it. */
  readonly press: (keys: string) => Promise<void>;
  readonly text: () => string;
  readonly lines: () => readonly string[];
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** Bytes written so far. */
  readonly bytes: () => number;
  /** Where a scroll would show: lines that left the screen at the top. */
  readonly scrolled: () => number;
  readonly close: () => void;
}

/** Renders through a real terminal emulator, so that what is asserted is what an operator sees at this size. */
export async function screen(node: ReactNode, columns: number, rows: number): Promise<TestScreen> {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true, scrollback: 100 });
  let pending = Promise.resolve();
  let bytes = 0;
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write: (data: string, done?: () => void) => {
      bytes += Buffer.byteLength(data);
      pending = pending.then(() => new Promise<void>((resolve) => terminal.write(data, resolve)));
      void pending.then(() => done?.());
      return true;
    },
  });
  let chunk: string | null = null;
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode() {},
    setEncoding() {},
    ref() {},
    unref() {},
    resume() {},
    pause() {},
    read: () => {
      const taken = chunk;
      chunk = null;
      return taken;
    },
  });
  const app = render(node, {
    stdout: stdout as never,
    stdin: stdin as never,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const settle = async () => {
    for (let quiet = 0; quiet < 3; ) {
      const before = bytes;
      await turn();
      await app.waitUntilRenderFlush();
      await pending;
      quiet = bytes === before ? quiet + 1 : 0;
    }
  };
  await settle();
  return {
    settle,
    press: async (keys) => {
      const before = bytes;
      chunk = keys;
      stdin.emit("readable");
      // A lone escape is held back until it is clear that no sequence follows; a frame may be held back for 33 ms.
      // Counted in turns of the loop, which are as late as those timers are on a busy machine.
      for (let turns = 0; turns < 30 && bytes === before; turns += 1) {
        await new Promise((resolve) => setTimeout(resolve, 4));
        await pending;
      }
      await settle();
    },
    lines: () =>
      Array.from({ length: terminal.rows }, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? ""),
    text: () =>
      Array.from({ length: terminal.rows }, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? "")
        .join("\n")
        .trimEnd(),
    resize: async (wide, high) => {
      terminal.resize(wide, high);
      Object.assign(stdout, { columns: wide, rows: high });
      stdout.emit("resize");
      await settle();
    },
    bytes: () => bytes,
    scrolled: () => terminal.buffer.active.baseY,
    close: () => app.unmount(),
  };
}
