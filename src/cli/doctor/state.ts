import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { shortDuration } from "../../core/duration.ts";
import { incidentFolders } from "../../journal/incident-folders.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const LEAST_FREE = 100 * 2 ** 20;
/** f_type of NFS, SMB2 and CIFS: statfs(2). */
const NETWORK = [0x6969, 0xfe534d42, 0xff534d42];

/** Whether journals can be kept here: a line has to be on disk before a change leaves. */
export function stateFindings(state: string, now: number): readonly Finding[] {
  const mode = modeOf(state);
  if (mode === undefined) return [absent(state)];
  if (!statSync(state).isDirectory())
    return [fail("state.folder", `${state} is no folder`, "move it away, or name another by --state")];
  return [modeFinding(state, mode), writeFinding(state), spaceFinding(state), ...clockFindings(state, now)];
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o7777;
  } catch {
    return undefined;
  }
}

function absent(state: string): Finding {
  return ok("state.folder", `${state} is not there yet; the first start makes it`);
}

/** Group may write: colleagues share it. Others may not even look: journals tell what was changed where. */
function modeFinding(state: string, mode: number): Finding {
  const id = "state.folder";
  const words = `${state} has mode ${mode.toString(8)}`;
  if ((mode & 0o007) !== 0) return warn(id, `${words}: everybody on this machine may read it`, `chmod o-rwx ${state}`);
  if ((mode & 0o020) === 0) return ok(id, `${words}: it is yours alone`);
  return (mode & 0o2000) === 0
    ? warn(id, `${words}: shared, but new folders in it get another group`, `chmod 2770 ${state}`)
    : ok(id, `${words}: its group shares it`);
}

function writeFinding(state: string): Finding {
  const path = join(state, `doctor-${process.pid}`);
  try {
    const begun = performance.now();
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, "x\n");
      fsyncSync(file);
    } finally {
      closeSync(file);
      rmSync(path);
    }
    return ok("state.fsync", `a line is on disk after ${Math.ceil(performance.now() - begun)} ms`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const todo = `make ${state} writable for you, or name another by --state: without it nothing can be changed`;
    return fail("state.fsync", `nothing can be written there: ${why}`, todo);
  }
}

function spaceFinding(state: string): Finding {
  const { bavail, bsize, type } = statfsSync(state);
  const free = `${Math.floor((bavail * bsize) / 2 ** 20)} MiB free`;
  if (NETWORK.includes(type))
    return warn(
      "state.disk",
      `${free} on a network file system`,
      "keep it on a local disk: locks and sockets need one",
    );
  return bavail * bsize < LEAST_FREE
    ? warn("state.disk", free, `make room on the disk of ${dirname(state)}: a journal that is full stops every change`)
    : ok("state.disk", free);
}

/** A clock that is behind what was written here makes ages and deadlines wrong. */
function clockFindings(state: string, now: number): readonly Finding[] {
  const written = incidentFolders(state).map((folder) => mtimeOf(join(folder, "journal.jsonl")));
  const ahead = Math.max(0, ...written) - now;
  const at = new Date(now).toISOString();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return ahead > 60_000
    ? [fail("clock", `${at} is ${shortDuration(ahead)} before the newest journal`, "set the clock (timedatectl)")]
    : [ok("clock", `${at}, shown in ${zone}`)];
}

function mtimeOf(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
