const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves at the first signal that asks the process to end. The second one ends it at once, as without us. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const end = (signal: NodeJS.Signals): void => {
      for (const name of SIGNALS) process.off(name, end);
      resolve(signal);
    };
    for (const name of SIGNALS) process.on(name, end);
  });
}
