import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { opsdeck } from "../helpers/cli.ts";
import { countedClock } from "../helpers/counted-clock.ts";
import { newState } from "../helpers/journal.ts";

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
  const pending = new Set<object>();
  const clock = countedClock(systemClock, pending);
  const ran = await opsdeck(["--incident", "nosuch", "--config", path], { home, clock, ...terminal() });
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("nosuch") });
  expect(pending.size).toBe(0);
});
