import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { openConfig } from "../../src/cli/open-config.ts";
import { openSession } from "../../src/cli/session.ts";
import type { CheckPlan } from "../../src/core/plan.ts";
import { cliContext } from "../helpers/cli.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { newState } from "../helpers/journal.ts";
import { planOf } from "../helpers/plan.ts";

/** A machine with these checks, on a clock that stands. */
async function sessionOf(...plans: readonly CheckPlan[]) {
  const clock = new FakeClock();
  const context = cliContext({ home: newState(), clock });
  const nothing = await openConfig({ config: [] }, context);
  const session = openSession({ ...nothing, plans }, {}, context);
  onTestFinished(session.close);
  return { clock, session };
}

it("closes after the answer to what a confirmed look has sent", async () => {
  const asked: ServerResponse[] = [];
  const server = createServer((_, response) => void asked.push(response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const request = { method: "POST", url } as const;
  const plan = planOf(
    async ({ clients }, signal) => ({ n: (await clients.http.request(request, signal)).status - 200 }),
    {
      effect: "writes",
      mode: "on-demand",
    },
  );
  const { session } = await sessionOf(plan);
  const look = session.lookWriting(plan);
  await expect.poll(() => asked.length).toBe(1);
  const done: string[] = [];
  const closed = session.close().then(() => done.push("closed"));
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  asked[0]?.end("{}");
  expect(await look.finally(() => done.push("looked"))).toMatchObject({ verdict: "ok" });
  await closed;
  expect(done).toEqual(["looked", "closed"]);
});

it("rules and looks remember what another check saw while that is fresh", async () => {
  const other = planOf(async () => ({ n: 3 }), { id: "t/other", mode: "on-demand" });
  const remembered: unknown[] = [];
  const asking = planOf(
    async ({ seen, verdictOf }) => {
      remembered.push([seen("other", "n"), verdictOf("other")]);
      return { n: 0 };
    },
    { id: "t/asking", mode: "on-demand" },
  );
  const { clock, session } = await sessionOf(other, asking);
  const tick = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    session.store.dispatch({ type: "ticked", now: clock.now() });
  };
  await session.scheduler.runNow("t/other");
  await tick(other.staleAfterMs);
  await session.scheduler.runNow("t/asking");
  await tick(1);
  await session.scheduler.runNow("t/asking");
  expect(remembered).toEqual([
    [3, "warn"],
    [undefined, undefined],
  ]);
});
