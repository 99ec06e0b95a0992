import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { type Clock, systemClock } from "../../src/core/clock.ts";
import { opsdeck } from "../helpers/cli.ts";
import { newState } from "../helpers/journal.ts";

/** Time of the machine; `pending` has what waits for it. */
function watchedClock() {
  const pending = new Set<object>();
  const after: Clock["after"] = (ms, fn) => {
    const timer = {};
    pending.add(timer);
    const cancel = systemClock.after(ms, () => {
      pending.delete(timer);
      fn();
    });
    return () => {
      pending.delete(timer);
      cancel();
    };
  };
  return { pending, clock: { ...systemClock, after } };
}

/** Enough of a terminal for one that is left before the first frame. */
function terminal() {
  const stream = () => Object.assign(new PassThrough().resume(), { isTTY: true, setRawMode: () => undefined });
  return {
    stdin: stream() as unknown as NodeJS.ReadStream,
    stdout: stream() as unknown as NodeJS.WriteStream,
  };
}

it("ends with nothing left that would keep the process when the incident to go on with is not there", async () => {
  const home = newState();
  const path = join(home, "shop.yaml");
  const head = "system: shop\ntitle: Shop\ntag: sh\nenvironment: staging\nchecks:\n";
  const door = `  - id: door
    kind: tcp
    panels: [sync]
    with: { host: 127.0.0.1, port: 9 }
    judge: [ { when: { fact: tookMs, gte: 0 }, verdict: ok, say: open } ]
`;
  writeFileSync(path, `${head}${door}`);
  const { pending, clock } = watchedClock();
  const ran = await opsdeck(["--incident", "nosuch", "--config", path], { home, clock, ...terminal() });
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("nosuch") });
  expect(pending.size).toBe(0);
});
