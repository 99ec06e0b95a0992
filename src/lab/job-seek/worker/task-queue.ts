export interface QueueStats {
  readonly queued: number;
  readonly active: number;
  readonly maxConcurrent: number;
  readonly maxQueueSize: number;
  readonly taskTimeoutMs: number;
}

export interface QueueLimits {
  readonly maxConcurrent: number;
  readonly maxQueueSize: number;
  readonly taskTimeoutMs: number;
}

/** The worker's queue: in memory, so that the end of the process loses it. */
export interface TaskQueue {
  /** Undefined when as many wait as may; those that run do not count. */
  add<T>(task: () => Promise<T>): Promise<T> | undefined;
  stats(): QueueStats;
}

export function createTaskQueue(limits: QueueLimits): TaskQueue {
  const waiting: (() => void)[] = [];
  let active = 0;
  const next = () => {
    if (active < limits.maxConcurrent) waiting.shift()?.();
  };
  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    active += 1;
    try {
      return await task();
    } finally {
      active -= 1;
      next();
    }
  };
  return {
    add: <T>(task: () => Promise<T>) => {
      if (active < limits.maxConcurrent) return run(task);
      if (waiting.length >= limits.maxQueueSize) return undefined;
      return new Promise<T>((resolve, reject) => {
        waiting.push(() => run(task).then(resolve, reject));
      });
    },
    stats: () => ({ queued: waiting.length, active, ...limits }),
  };
}
