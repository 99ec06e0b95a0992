import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../process/json-lines.ts";
import { audit } from "./audit.ts";
import { sendSigned } from "./send-signed.ts";
import { setting, type WorkerContext } from "./worker-context.ts";

/** One file a letter; the token stands in it as it is (nest-test 60). */
export interface DeadLetter {
  readonly callbackUrl: string;
  readonly callbackToken: string;
  readonly requestId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly createdAt: string;
}

export interface Replayed {
  readonly total: number;
  readonly sent: number;
  readonly failed: number;
}

/** What of a worker sends letters: the command for it is a process of its own. */
export type LetterContext = Pick<WorkerContext, "config" | "pool" | "trouble">;

export async function keepLetter(context: WorkerContext, letter: DeadLetter): Promise<void> {
  const dir = setting(context, "WORKER_DEAD_LETTER_DIR");
  const run = String(letter.payload.runId ?? "no-run-id");
  const name = `${run}-${letter.payload.sourceRunId ?? "no-source-run-id"}-${Date.now()}.json`;
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, name), JSON.stringify(letter, null, 2), { mode: 0o600 });
}

/**
 * Sends each letter once more, with a fresh timestamp and signature. Any 2xx deletes it, whatever became of the run;
 * anything else keeps it. No directory: nothing to send.
 */
export async function replayLetters(context: LetterContext): Promise<Replayed> {
  const dir = setting(context, "WORKER_DEAD_LETTER_DIR");
  const names = (await readdir(dir).catch(() => [])).toSorted();
  let sent = 0;
  for (const name of names) {
    if (!(await replay(context, join(dir, name)))) continue;
    sent += 1;
    await rm(join(dir, name), { force: true });
  }
  return { total: names.length, sent, failed: names.length - sent };
}

async function replay(context: LetterContext, path: string): Promise<boolean> {
  const letter = await readLetter(path);
  if (!letter) return false;
  const { payload, requestId } = letter;
  const sourceRunId = String(payload.sourceRunId ?? "");
  const run = { sourceRunId, requestId };
  await audit(context, run, "CALLBACK_REPLAY_ATTEMPTED");
  try {
    const status = await sendSigned(context, {
      url: letter.callbackUrl,
      token: letter.callbackToken,
      requestId,
      body: payload,
      sourceRunId,
      status: String(payload.status ?? ""),
      eventId: String(payload.eventId ?? ""),
    });
    const accepted = status >= 200 && status < 300;
    await audit(context, run, accepted ? "CALLBACK_REPLAY_ACCEPTED" : "CALLBACK_REPLAY_REJECTED");
    return accepted;
  } catch {
    await audit(context, run, "CALLBACK_REPLAY_FAILED", "failed");
    return false;
  }
}

async function readLetter(path: string): Promise<DeadLetter | undefined> {
  try {
    const letter: unknown = JSON.parse(await readFile(path, "utf8"));
    return isRecord(letter) && isRecord(letter.payload) ? (letter as unknown as DeadLetter) : undefined;
  } catch {
    return undefined;
  }
}
