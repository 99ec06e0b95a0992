import { expect, it } from "vitest";
import type { Child } from "../../src/lab/process/child-process.ts";
import { supervise } from "../../src/lab/process/supervisor.ts";

it("starts no process before the one that it replaces has ended, also when two faults restart it at once", async () => {
  let running = 0;
  const most: number[] = [];
  const started: unknown[] = [];
  const startChild = async (_name: string, config: unknown): Promise<Child> => {
    running += 1;
    most.push(running);
    started.push(config);
    const ended = Promise.withResolvers<void>();
    const end = (): void => {
      running -= 1;
      ended.resolve();
    };
    return {
      name: "app",
      pid: 1,
      ready: {},
      exited: ended.promise,
      call: async () => null,
      signal: end,
      stop: async () => end(),
    };
  };
  const supervisor = await supervise({ startChild }, "app", { version: "1", port: 1 });
  await Promise.all([supervisor.restart({ version: "2" }), supervisor.restart({ port: 2 })]);
  await supervisor.stop();
  expect(started.at(-1)).toEqual({ version: "2", port: 2 });
  expect({ most, running }).toEqual({ most: [1, 1, 1], running: 0 });
});
