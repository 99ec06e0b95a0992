const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens until it is disposed. */
export interface AskedToEnd extends Disposable {
  /** Resolves at the first signal that asks the process to end. The second one ends it at once, as without us. */
  readonly signal: Promise<NodeJS.Signals>;
}

export function untilSignal(): AskedToEnd {
  const { promise: signal, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const end = (name: NodeJS.Signals): void => {
    forget();
    resolve(name);
  };
  const forget = (): void => {
    for (const name of SIGNALS) process.off(name, end);
  };
  for (const name of SIGNALS) process.on(name, end);
  return { signal, [Symbol.dispose]: forget };
}
