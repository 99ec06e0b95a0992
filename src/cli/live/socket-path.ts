import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** `sun_path` of a Unix socket's address holds 104 bytes on macOS and 108 on Linux, with the zero at its end. */
const LONGEST = 103;

/** A name for the socket that is short enough, and how to forget it once the socket is bound or connected. */
export function shortSocketPath(path: string): { readonly path: string; readonly forget: () => void } {
  if (Buffer.byteLength(path) <= LONGEST) return { path, forget: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "od-"));
  const link = join(folder, "s");
  symlinkSync(dirname(path), link);
  return { path: join(link, basename(path)), forget: () => rmSync(folder, { recursive: true, force: true }) };
}
