import { CheckError } from "../core/check-error.ts";

/**
 * Settles with `work`, or rejects as soon as `signal` aborts; `hangUp` then ends whatever `work` waits for. The listener
 * is removed in any case, so that a signal may live for ever.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, hangUp?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      hangUp?.();
      reject(stopped(signal));
    };
    const done = (): void => signal.removeEventListener("abort", abort);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(done);
  });
}

/** Why an operation ended before its answer: the reason of the signal where it is a CheckError, else `aborted` or `timeout`. */
function stopped(signal: AbortSignal): CheckError {
  const reason: unknown = signal.reason;
  if (reason instanceof CheckError) return reason;
  if (reason instanceof Error && reason.name === "TimeoutError") return new CheckError("timeout", "no answer in time");
  return new CheckError("aborted", "stopped before an answer came");
}
