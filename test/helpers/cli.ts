import { checkKinds } from "../../checks/index.ts";
import { panels } from "../../panels/index.ts";
import type { CliContext } from "../../src/cli/context.ts";
import { systemClock } from "../../src/core/clock.ts";
import { main } from "../../src/main.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one call of opsdeck in this process, without a terminal, in a home and state of its own. */
export async function opsdeck(
  argv: readonly string[],
  over: Partial<CliContext> & { readonly home: string },
): Promise<Ran> {
  let out = "";
  let err = "";
  const stdout = {
    isTTY: false,
    write: (text: string) => {
      out += text;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  const stdin = { isTTY: false } as unknown as NodeJS.ReadStream;
  const context: CliContext = {
    env: { OPSDECK_STATE: `${over.home}/state`, LANG: "C.UTF-8", TERM: "xterm-256color" },
    stdout,
    stdin,
    stderr: {
      write: (text: string) => {
        err += text;
      },
    },
    clock: systemClock,
    login: "oncall",
    checkKinds,
    panels,
    shipped: [],
    self: ["opsdeck"],
    version: "0.0.0",
    ...over,
  };
  const code = await main(argv, context);
  return { code, out, err };
}
