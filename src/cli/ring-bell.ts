import type { ReadonlyStore } from "../store/store.ts";

/** Rings once when an alert begins to fire, and not again while it fires. Returns how to end. */
export function ringBell(store: ReadonlyStore, stdout: Pick<NodeJS.WriteStream, "write">): () => void {
  let heard = store.getState().rings;
  return store.subscribe(({ rings }) => {
    if (rings > heard) stdout.write("\u0007");
    heard = rings;
  });
}
