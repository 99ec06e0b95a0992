import { closeSync, fchmodSync, fsyncSync, openSync, writeSync } from "node:fs";

/** Writes a new file with its mode and waits until it is on disk. Fails when the file is there. */
export function writeWhole(path: string, content: string | Buffer, mode: number): void {
  const file = openSync(path, "wx", mode);
  try {
    fchmodSync(file, mode);
    writeAll(file, typeof content === "string" ? Buffer.from(content) : content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A disk that is nearly full takes a part of the bytes without an error. */
export function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
