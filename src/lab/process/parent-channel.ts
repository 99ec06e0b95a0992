import { isRecord, readJsonLines } from "./json-lines.ts";

export type CallHandler = (command: string, value: unknown) => Promise<unknown>;

/** The child's end of the pipe to the process that started it. */
export interface ParentChannel {
  readonly config: unknown;
  /** Tells the parent that the child is in service; `value` is what the parent gets from `startChild`. */
  ready(value: Record<string, unknown>): void;
  onCall(handler: CallHandler): void;
  /** Tells the parent something that it did not ask for; see `onNote` of `startChild`. */
  note(value: Record<string, unknown>): void;
}

/**
 * Reads the child's configuration (the first line of stdin), then answers the parent's calls. The end of stdin means
 * that the parent is gone, SIGKILL included: `onOrphaned` runs and the process ends.
 */
export function openParentChannel(onOrphaned: () => Promise<void>): Promise<ParentChannel> {
  let handler: CallHandler = async (command) => Promise.reject(new Error(`no such call: ${command}`));
  const opened = Promise.withResolvers<ParentChannel>();
  let first = true;
  readJsonLines(process.stdin, (message) => {
    if (first) {
      first = false;
      opened.resolve({
        config: message,
        ready: (value) => tell({ ready: value }),
        onCall: (given) => {
          handler = given;
        },
        note: (value) => tell({ note: value }),
      });
    } else if (isRecord(message)) {
      void answer(handler, message);
    }
  });
  endWith(process.stdin, onOrphaned);
  return opened.promise;
}

async function answer(handler: CallHandler, message: Record<string, unknown>): Promise<void> {
  try {
    const result = await handler(String(message.command), message.value);
    tell({ id: message.id, result: result ?? null });
  } catch (error) {
    tell({ id: message.id, error: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function endWith(stdin: NodeJS.ReadStream, onOrphaned: () => Promise<void>): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    void onOrphaned().finally(() => process.exit(0));
  };
  stdin.on("end", end).on("close", end).on("error", end);
  process.stdout.on("error", end);
  process.on("SIGTERM", end).on("SIGINT", end).on("SIGHUP", end);
}
