import type { CheckContext } from "../../src/core/check.ts";
import { CheckError } from "../../src/core/check-error.ts";
import { tame } from "../../src/core/hostile-text.ts";

const MAX_BYTES = 256 * 1024;

export interface PostedFile {
  readonly text: string;
  readonly sha256: string;
}

/** A file that is sent byte by byte as it is. Rejects with CheckError("config") for one whose bytes would not be the same. */
export async function postedFile(
  path: string,
  { clients }: Pick<CheckContext<unknown>, "clients">,
  signal: AbortSignal,
): Promise<PostedFile> {
  const { text, sha256, exact } = await clients.files.read(path, MAX_BYTES, signal);
  if (exact) return { text, sha256 };
  throw new CheckError("config", `${tame(path, 200)} is not sent: it is no UTF-8, or it holds a secret of ours`);
}
