/** Lines of opsdeck's own log: kept until somebody listens, then handed on as they come. */
export interface LogFeed {
  readonly write: (line: string) => void;
  /** Hands over what was kept and everything after it. */
  listen(hear: (line: string) => void): void;
}

const KEPT = 200;

export function createLogFeed(): LogFeed {
  const kept: string[] = [];
  let hear: ((line: string) => void) | undefined;
  return {
    write: (line) => {
      if (hear) hear(line);
      else if (kept.push(line) > KEPT) kept.shift();
    },
    listen: (to) => {
      hear = to;
      for (const line of kept.splice(0)) to(line);
    },
  };
}
