import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ringBell } from "../../src/cli/ring-bell.ts";
import { showTitle } from "../../src/cli/terminal-title.ts";
import { held } from "../../src/core/hold.ts";
import { createCockpitStore } from "../../src/store/store.ts";
import { opsdeck } from "../helpers/cli.ts";
import { planOf, readingOf, systems, T0 } from "../helpers/state.ts";
import { alertOf, SECOND } from "../helpers/watching.ts";

let home = "";
let server: Server;
let base = "";
let answer: object = { waiting: 3 };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-alerts-"));
  server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true });
});

interface Report {
  readonly verdict: string;
  readonly alerts: readonly { readonly id: string; readonly state: string; readonly summary: string }[];
  readonly goals: readonly object[];
}

async function check(...argv: readonly string[]): Promise<{ code: number; report: Report }> {
  const path = join(home, "shop.yaml");
  await writeFile(
    path,
    `system: shop
title: Shop
tag: sh
environment: staging
checks:
  - id: queue
    kind: http-json
    panels: [queues]
    with: { url: "${base}/queue", take: { waiting: /waiting } }
    judge: [ { when: { fact: waiting, gte: 0 }, verdict: ok, say: "{waiting} wait" } ]
  - { id: other, from: queue, panels: [queues], judge: [ { when: { fact: waiting, gte: 0 }, verdict: ok, say: fine } ] }
alerts:
  - { id: now, check: queue, when: { fact: waiting, gt: 10 }, for: 0s, verdict: warn, say: "{waiting} wait. Add a worker." }
  - { id: later, check: queue, when: { fact: waiting, gt: 10 }, for: 1h, verdict: fail, say: "{waiting} wait for an hour" }
goals:
  - { id: empty, kind: exit, title: "the queue is empty", check: queue, when: { fact: waiting, eq: 0 } }
  - { id: slo, kind: slo, check: queue, target: 0.99, over: 1h }
  - { id: seen, kind: acceptance, title: "the dashboard moves", by: operator }
`,
  );
  const ran = await opsdeck(["check", "--json", "--config", path, ...argv], { home });
  return { code: ran.code, report: JSON.parse(ran.out) as Report };
}

const states = (report: Report): string[] => report.alerts.map(({ id, state }) => `${id} ${state}`);

describe("check", () => {
  it("knows what an earlier one saw, and a firing alert is exit code 1", async () => {
    answer = { waiting: 12 };
    const first = await check();
    expect(states(first.report)).toEqual(["shop/now firing", "shop/later insufficient"]);
    expect(first).toMatchObject({ code: 1, report: { verdict: "warn" } });
    expect(first.report.alerts[0]?.summary).toBe("12 wait. Add a worker.");
    answer = { waiting: 0 };
    const second = await check();
    expect(second.code).toBe(0);
    expect(states(second.report)).toEqual(["shop/now resolved", "shop/later inactive"]);
    expect(second.report.goals).toMatchObject([
      { id: "shop/empty", kind: "exit", title: "the queue is empty", met: true, progress: "holds" },
      { id: "shop/slo", kind: "slo", met: null, good: 2, bad: 0 },
      { id: "shop/seen", kind: "acceptance", met: false, ticked: null },
    ]);
    answer = { waiting: 40 };
    const one = await check("queue");
    expect(states(one.report)).toEqual(["shop/now firing", "shop/later pending"]);
    // What a person ticks is asked of a whole system only.
    expect(one.report.goals).toMatchObject([{ id: "shop/empty" }, { id: "shop/slo" }]);
  });

  it("prints a line for each under the checks", async () => {
    answer = { waiting: 0 };
    const { out } = await opsdeck(["check", "--config", join(home, "shop.yaml")], { home });
    expect(out).toMatch(/alert \w+ +shop\/now +0 ≤ 10/);
    expect(out).toMatch(/goal not met +shop\/seen +the dashboard moves: open: a person ticks it/);
  });
});

describe("the terminal", () => {
  it("rings and has another title when an alert begins to fire, once", () => {
    const alert = alertOf({ system: "job-seek", id: "job-seek/alert:x", checkId: "job-seek/c", forMs: 0 });
    const store = createCockpitStore({
      panels: [],
      plans: [planOf("job-seek/c")],
      systems,
      alerts: [alert],
      now: T0,
      operator: "oncall",
      environment: { name: "production" },
    });
    store.dispatch({ type: "check.read", reading: readingOf("job-seek/c", { at: T0 }), nextAt: undefined, epoch: 1 });
    const written: string[] = [];
    const stdout = { write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
    const ends = [showTitle(store, stdout), ringBell(store, stdout)];
    written.length = 0;
    let hold: ReturnType<typeof held> | undefined;
    const sample = (at: number, truth: boolean): void => {
      hold = held(hold, { at, truth }, alert);
      store.dispatch({ type: "alert.judged", id: alert.id, hold, seen: "", say: "", short: undefined, epoch: 1 });
      store.dispatch({ type: "ticked", now: at });
    };
    sample(T0, true);
    sample(T0 + 20 * SECOND, true);
    expect(written.join("")).toBe("\u001b]2;1 alert fires - fail - opsdeck production\u0007\u0007");
    written.length = 0;
    sample(T0 + 40 * SECOND, false);
    expect(written.join("")).toBe("\u001b]2;ok - opsdeck production\u0007");
    for (const end of ends) end();
    written.length = 0;
    sample(T0 + 60 * SECOND, true);
    expect(written).toEqual([]);
  });
});
