/** What has to be undone, in the reverse order of its doing, once. */
export interface Cleanup {
  /** What comes after `run` has begun is undone at once. */
  add(undo: () => Promise<void>): void;
  /** Idempotent: a second call waits for the first. An undo that fails does not keep the others from running. */
  run(): Promise<void>;
}

export function openCleanup(): Cleanup {
  const undos: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async () => {
    for (let undo = undos.pop(); undo; undo = undos.pop()) await undo().catch(() => undefined);
  };
  return {
    add: (undo) => {
      if (running !== undefined) void undo().catch(() => undefined);
      else undos.push(undo);
    },
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}
