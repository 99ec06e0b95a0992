import { codeOf } from "./error-code.ts";

/**
 * held: another living process writes this journal. no-space, not-writable: the disk refused the line. broken: what is on
 * the disk is not known any more. missing: there is no such incident. invalid: a caller's mistake, found before writing.
 */
export type JournalErrorCode = "held" | "no-space" | "not-writable" | "broken" | "missing" | "invalid";

/** A line that is not on disk. Whoever gets this sends nothing: no change without its line. */
export class JournalError extends Error {
  override readonly name = "JournalError";
  readonly code: JournalErrorCode;
  readonly path: string;

  constructor(code: JournalErrorCode, path: string, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];

/** What the file system said, with what to do about it. */
export function writeFailure(path: string, error: unknown): JournalError {
  const code = codeOf(error);
  if (FULL.includes(code)) {
    return new JournalError(
      "no-space",
      path,
      `no room for the journal ${path} (${code}). Nothing was sent. Make room.`,
    );
  }
  const advice = "Nothing was sent. Choose a state directory that can be written to: --state DIR";
  return new JournalError("not-writable", path, `the journal ${path} cannot be written (${code}). ${advice}`);
}
