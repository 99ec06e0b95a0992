import type { Clock } from "../core/clock.ts";

/** Thrown when a run is asked to stop between two lines of its journal. It goes on at the next start. */
export class RunStopped extends Error {
  override readonly name = "RunStopped";
}

/** Resolves after `ms`; rejects with RunStopped when the signal aborts. */
export function pause(ms: number, clock: Clock, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(Math.max(0, ms), () => {
      stop.removeEventListener("abort", abort);
      resolve();
    });
    const abort = (): void => {
      cancel();
      reject(new RunStopped("stopped"));
    };
    if (stop.aborted) abort();
    else stop.addEventListener("abort", abort, { once: true });
  });
}
