import { CheckError } from "../core/check-error.ts";
import type { Clock } from "../core/clock.ts";

/** A signal that aborts after `ms` with a CheckError of kind `timeout`, or when `stop` does. To be cancelled in any case. */
export function deadline(
  ms: number,
  clock: Clock,
  stop: AbortSignal,
): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new CheckError("aborted", "opsdeck is closing"));
  const cancelTimer = clock.after(ms, () => {
    controller.abort(new CheckError("timeout", `no answer in ${Math.round(ms / 1000)}s`));
  });
  if (stop.aborted) abort();
  else stop.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    cancel: () => {
      cancelTimer();
      stop.removeEventListener("abort", abort);
    },
  };
}
