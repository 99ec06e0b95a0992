import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { codeOf } from "./error-code.ts";

/** A process that is not another one with the same number: pids come round, also after a restart of the machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot and start time as the system gives them; empty where it gives none. Compared, never read. */
  readonly start: string;
  readonly host: string;
}

/** Of a process of this machine, whose name is `host`. Blocks: where there is no /proc it runs ps, for 2 s at most. */
export function identityOf(pid: number, host: string): ProcessIdentity {
  return { pid, start: startOf(pid) ?? "", host };
}

/** Whether that very process lives. Another host's cannot be seen, so it is taken for alive. */
export function isAlive(who: ProcessIdentity, host: string): boolean {
  if (who.host !== host) return true;
  try {
    process.kill(who.pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false; // EPERM: somebody else's, and there.
  }
  const start = startOf(who.pid);
  // A process that may not be looked at is taken for the one that took the lock.
  return start === undefined || who.start === "" || start === who.start;
}

const ENDED = "ended";

/** Linux, proc(5): field 22 of /proc/PID/stat is the start in ticks since boot, field 3 the state. Elsewhere ps. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything, so fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return "ZX".includes(fields[0] ?? "") ? ENDED : `${boot}/${fields[19]}`;
  } catch {
    return process.platform === "linux" ? undefined : startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    // It prints local time in words: two cockpits with other clocks or languages must read the same of one process.
    const env = { PATH: "/bin:/usr/bin", TZ: "UTC", LC_ALL: "C" };
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", timeout: 2000, env }).trim();
  } catch {
    return undefined;
  }
}
