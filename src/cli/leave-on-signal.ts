const EXIT_BY = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof EXIT_BY;

/**
 * A terminal that goes away takes the process with it: no asynchronous clean-up runs then, so `leave` must be
 * synchronous. What is still open (sockets, the lab's children) ends with the process. Returns how to stop listening.
 */
export function leaveOnSignal(leave: () => void, stdout: NodeJS.WriteStream): () => void {
  const end = (signal: Signal): void => {
    leave();
    process.exit(EXIT_BY[signal]);
  };
  // Writing to a terminal that is gone is an error event, not an exception: the same end.
  const gone = (): void => process.exit(EXIT_BY.SIGHUP);
  for (const signal of Object.keys(EXIT_BY) as Signal[]) process.on(signal, end);
  stdout.on("error", gone);
  return () => {
    for (const signal of Object.keys(EXIT_BY) as Signal[]) process.off(signal, end);
    stdout.off("error", gone);
  };
}
