import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** An executable that stands for a command of a team: it starts a program of the lab. Answers its path. */
export async function writeProgram(dir: string, name: string, argv: readonly string[]): Promise<string> {
  const bin = join(dir, "bin");
  await mkdir(bin, { recursive: true, mode: 0o755 });
  const path = join(bin, name);
  const words = [process.execPath, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  await writeFile(path, `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`, { mode: 0o755 });
  return path;
}
