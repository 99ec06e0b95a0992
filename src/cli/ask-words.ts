import { createInterface } from "node:readline/promises";
import type { CliContext } from "./context.ts";

/** What a person types at a prompt; undefined where there is no terminal to ask on, empty when they end it. */
export async function askWords(prompt: string, { stdin, stdout }: CliContext): Promise<string | undefined> {
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  const lines = createInterface({ input: stdin, output: stdout });
  const { promise: closed, resolve: close } = Promise.withResolvers<string>();
  lines.once("close", () => close(""));
  try {
    return await Promise.race([lines.question(prompt), closed]);
  } finally {
    lines.close();
  }
}
