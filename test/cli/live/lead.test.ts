import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { leadOrFollow } from "../../../src/cli/live/lead.ts";
import type { Led } from "../../../src/cli/live/show-live.ts";
import { openConfig } from "../../../src/cli/open-config.ts";
import { openSession } from "../../../src/cli/session.ts";
import type { RunView } from "../../../src/core/run-view.ts";
import type { CockpitStore } from "../../../src/store/store.ts";
import { cliContext } from "../../helpers/cli.ts";
import { eventually } from "../../helpers/eventually.ts";
import { fastClock } from "../../helpers/fast-clock.ts";
import { newState } from "../../helpers/journal.ts";

/** A target that counts who asks, and a system file that looks at it. */
async function target() {
  const home = newState();
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ n: asked }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const config = join(home, "shop.yaml");
  writeFileSync(
    config,
    `system: shop
title: Shop
tag: sh
environment: staging
checks:
  - id: health
    kind: http-json
    panels: [watchtower]
    every: 20s
    timeout: 2m
    with: { url: "http://127.0.0.1:${(server.address() as AddressInfo).port}/", take: { n: /n } }
    judge: [ { when: { fact: n, gt: 0 }, verdict: ok, say: "{n} looks" } ]
`,
  );
  return { home, config, asked: () => asked };
}

function ledIn(store: CockpitStore): Led {
  return {
    run: (view) => store.dispatch({ type: "run.shown", view }),
    incident: (incident) => store.dispatch({ type: "incident.changed", incident }),
  };
}

/** A cockpit without its screen. */
async function open(
  { home, config }: { home: string; config: string },
  as: string,
  { state = join(home, "state"), mayLead = true } = {},
) {
  const context = cliContext({ home, clock: fastClock });
  const opened = await openConfig({ config: [config] }, context);
  const session = openSession(opened, { state, as }, context);
  const logged: string[] = [];
  const log = (text: string) => void logged.push(text);
  const passed: string[] = [];
  const led = (after: boolean) => {
    passed.push(after ? "taken" : "led");
    return () => void passed.push("ended");
  };
  const gives = () => void passed.push("given");
  const lead = await leadOrFollow({
    session,
    state,
    flags: { as },
    context,
    log,
    mayLead,
    led: ledIn(session.store),
    team: { led, gives },
  });
  const close = async (): Promise<void> => {
    lead.end();
    await session.close();
  };
  onTestFinished(close);
  const last = () => session.store.getState().checks["shop/health"]?.history.at(-1);
  return { close, lead, passed, session, logged, last, leader: () => session.store.getState().leader };
}

it("one cockpit looks, a second shows what that one sees and takes over when it ends", async () => {
  const place = await target();
  const first = await open(place, "alice");
  await eventually(() => expect(first.last()).toMatchObject({ verdict: "ok" }));
  const second = await open(place, "bob");
  expect(first.leader()).toBeUndefined();
  expect(second.leader()).toMatchObject({ name: "alice", pid: process.pid });
  expect(second.logged).toEqual([expect.stringContaining(`follows process ${process.pid} of alice`)]);
  await eventually(() =>
    expect(second.last()).toMatchObject({ at: first.last()?.at, outcome: "observed", facts: { n: place.asked() } }),
  );
  const shown = place.asked();

  await first.close();
  await eventually(() => expect(second.leader()).toBeUndefined());
  await eventually(() => expect(second.last()).toMatchObject({ facts: { n: expect.any(Number) }, verdict: "ok" }));
  await eventually(() => expect(place.asked()).toBeGreaterThan(shown));
  await eventually(() => expect(second.last()).toMatchObject({ outcome: "observed", facts: { n: place.asked() } }));
});

it("cockpits that look at other things do not follow each other", async () => {
  const [here, there] = [await target(), await target()];
  const state = join(here.home, "state");
  await open(here, "alice", { state });
  expect((await open(there, "bob", { state })).leader()).toBeUndefined();
});

it("looks for itself where the state directory cannot be written to", async () => {
  const place = await target();
  mkdirSync(join(place.home, "state"));
  writeFileSync(join(place.home, "state", "leads"), "a file where a folder must be");
  const cockpit = await open(place, "alice");
  expect(cockpit.logged).toEqual([expect.stringMatching(/cannot be written.*other cockpits do not see this one/)]);
  await eventually(() => expect(cockpit.last()).toMatchObject({ verdict: "ok" }));
});

it("what a run shows is shown to those who follow, and goes with the one who led", async () => {
  const place = await target();
  const [first, second] = [await open(place, "alice"), await open(place, "bob")];
  const view: RunView = {
    run: "R-1",
    incident: "INC-0001",
    runbook: "shop/drill",
    title: "Drill",
    system: "shop",
    environment: "staging",
    openedAt: 1,
    steps: [{ id: "look", title: "Look", type: "check", status: "running" }],
    current: { id: "look", prose: "Look at it." },
  };
  const incident = { id: "INC-0001", title: "drill", openedAt: 1 };
  const watcher = await open(place, "wall", { mayLead: false });
  first.session.store.dispatch({ type: "incident.changed", incident });
  first.session.store.dispatch({ type: "run.shown", view });
  await eventually(() => expect(watcher.session.store.getState()).toMatchObject({ run: view, incident }));
  await eventually(() => expect(second.session.store.getState().run).toEqual(view));
  await first.close();
  await eventually(() => expect(second.leader()).toBeUndefined());
  expect(second.session.store.getState()).toMatchObject({ run: undefined, incident: undefined });
  await eventually(() =>
    expect(watcher.session.store.getState()).toMatchObject({ run: undefined, incident: undefined }),
  );
});

it("the lead is given to the one who follows longest and may lead, and can be given back", async () => {
  const place = await target();
  const first = await open(place, "alice");
  expect(first.lead.give()).toBe(false);
  const watcher = await open(place, "wall", { mayLead: false });
  const second = await open(place, "bob");
  await eventually(() => expect(second.last()).toBeDefined());
  await eventually(() => expect(first.lead.give()).toBe(true));
  await eventually(() => expect(second.leader()).toBeUndefined());
  await eventually(() => expect(first.leader()).toMatchObject({ name: "bob" }));
  await eventually(() => expect(watcher.leader()).toMatchObject({ name: "bob" }));
  expect(first.lead.give()).toBe(false);
  await eventually(() => expect(second.lead.give()).toBe(true));
  await eventually(() => expect(first.leader()).toBeUndefined());
  const seen = place.asked();
  await eventually(() => expect(place.asked()).toBeGreaterThan(seen));
  expect(first.passed).toEqual(["led", "given", "ended", "taken"]);
  expect(second.passed).toEqual(["taken", "given", "ended"]);
  expect(watcher.passed).toEqual([]);
});

it("one that only follows looks at nothing, also when nobody leads", async () => {
  const place = await target();
  const watcher = await open(place, "wall", { mayLead: false });
  expect(watcher.leader()).toMatchObject({ name: "nobody" });
  expect(watcher.logged).toEqual([expect.stringContaining("nobody leads here")]);
  expect(place.asked()).toBe(0);
  const first = await open(place, "alice");
  await eventually(() => expect(watcher.leader()).toMatchObject({ name: "alice" }));
  await eventually(() => expect(watcher.last()).toMatchObject({ verdict: "ok", at: first.last()?.at }));
});
