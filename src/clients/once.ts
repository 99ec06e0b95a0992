export interface Once<T> {
  (): Promise<T>;
  /** What was opened, or undefined when nobody needed it. */
  readonly opened: () => Promise<T> | undefined;
}

/** Opens at the first call; every later one gets the same. */
export function once<T>(open: () => Promise<T>): Once<T> {
  let opened: Promise<T> | undefined;
  const get = (): Promise<T> => {
    opened ??= open();
    return opened;
  };
  return Object.assign(get, { opened: () => opened });
}
