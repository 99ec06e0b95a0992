import { readFileSync } from "node:fs";
import type { CliContext } from "./context.ts";

/** Who acts: `--as`, else the person behind sudo, else the login. */
export function personName(flags: { readonly as?: string | undefined }, context: CliContext): string {
  return flags.as ?? (context.env.SUDO_USER || context.login);
}

/** The person as a journal names them: `alice uid=1000 tty=pts/3`. The uid is the process's own and cannot be claimed. */
export function personWords(flags: { readonly as?: string | undefined }, context: CliContext): string {
  return `${personName(flags, context)} uid=${process.getuid?.() ?? "?"} tty=${ttyName()}`;
}

/** Major numbers of Unix98 pseudo-terminals, and of the consoles: Linux, Documentation/admin-guide/devices.txt. */
const PTS = { first: 136, last: 143 };
const TTY = 4;

/** The controlling terminal, even when stdin is a pipe: field 7 of /proc/self/stat, see proc(5). Elsewhere unknown. */
function ttyName(): string {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    const device = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[4]);
    const major = (device >> 8) & 0xfff;
    const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
    if (major >= PTS.first && major <= PTS.last) return `pts/${(major - PTS.first) * 256 + minor}`;
    return major === TTY ? `tty${minor}` : "none";
  } catch {
    return "unknown";
  }
}
