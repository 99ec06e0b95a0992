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

type Over = Partial<CliContext> & { readonly home: string };

/** A process without a terminal, in a home and state of its own. What it says is in `said`. */
export function cliContext(over: Over, said: { out: string; err: string } = { out: "", err: "" }): CliContext {
  const stdout = {
    isTTY: false,
    on: () => stdout,
    once: () => stdout,
    write: (text: string) => {
      said.out += text;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  return {
    env: { OPSDECK_STATE: `${over.home}/state`, LANG: "C.UTF-8", TERM: "xterm-256color" },
    stdout,
    stdin: { isTTY: false } as unknown as NodeJS.ReadStream,
    stderr: {
      write: (text: string) => {
        said.err += text;
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
}

/** Runs one call of opsdeck in this process. */
export async function opsdeck(argv: readonly string[], over: Over): Promise<Ran> {
  const said = { out: "", err: "" };
  const code = await main(argv, cliContext(over, said));
  return { code, ...said };
}
