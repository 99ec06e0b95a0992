import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { TEAM_SCHEMA } from "../../../src/clients/team-schema.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { readIncidents } from "../../../src/journal/read-incidents.ts";
import { openDuties } from "../../../src/runbooks/duties.ts";
import { opsdeck } from "../../helpers/cli.ts";
import { eventually } from "../../helpers/eventually.ts";
import { armed, drill, newState } from "../../helpers/journal.ts";
import type { TestPostgres } from "../../helpers/servers/postgres.ts";
import { startTcpProxy } from "../../helpers/servers/tcp-proxy.ts";
import { startStore } from "./bastions.ts";
import { bastion, newStore } from "./linked.ts";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startStore();
});
afterAll(() => postgres[Symbol.asyncDispose]());

const SELF = `system: me
title: Me
tag: me
environment: staging
checks:
  - id: file
    kind: file
    panels: [watchtower]
    with: { path: "PATH_OF_ME", format: json, take: { n: /n } }
    judge: [ { when: { fact: n, eq: 1 }, verdict: ok, say: "there" } ]
`;

it("single calls share what a cockpit shares: a duty of another bastion is listed, and its waiver comes back", async () => {
  const url = await newStore(postgres);
  const nyc = bastion(url, "nyc");
  await nyc.link.turn();
  const journal = openIncident(nyc.options, drill);
  const duty = journal.nextDuty();
  journal.appendSync(armed(duty));
  await nyc.link.turn();

  const home = newState();
  const env = { OPSDECK_STORE: url, OPSDECK_STATE: join(home, "state") };

  mkdirSync(join(home, ".config", "opsdeck"), { recursive: true });
  writeFileSync(join(home, ".config", "opsdeck", "opsdeck.yaml"), 'store: "${env:OPSDECK_STORE}"\n');
  expect(await opsdeck(["duties"], { home, env })).toMatchObject({ out: "no duty is open\n" });
  expect(await opsdeck(["store"], { home, env })).toEqual({
    code: 0,
    out: "shared; nyc on nyc leads\n",
    err: "",
  });
  expect((await opsdeck(["duties"], { home, env })).out).toContain(duty);
  expect(await opsdeck(["waive", duty, "--reason", "by hand", "--yes"], { home, env })).toMatchObject({ code: 0 });
  await nyc.link.turn();
  expect(openDuties((await readIncidents(nyc.state)).incidents)).toEqual([]);
});

it("prints what a store is made of; without a setting it says where it goes", async () => {
  const home = newState();
  expect(await opsdeck(["store", "sql"], { home })).toEqual({ code: 0, out: TEAM_SCHEMA, err: "" });
  expect(await opsdeck(["store"], { home })).toMatchObject({ code: 2, err: expect.stringContaining("opsdeck.yaml") });
});

it("a single call says when it cannot see what other bastions have, and that all is well is not known then", async () => {
  const proxy = await startTcpProxy(postgres.port);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const url = (await newStore(postgres)).replace(`:${postgres.port}/`, `:${proxy.port}/`);
  const home = newState();
  const env = { OPSDECK_STORE: url, OPSDECK_STATE: join(home, "state") };
  const folder = join(home, ".config", "opsdeck");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "opsdeck.yaml"), 'store: "${env:OPSDECK_STORE}"\n');
  writeFileSync(join(home, "me.json"), '{ "n": 1 }');
  writeFileSync(join(folder, "me.yaml"), SELF.replace("PATH_OF_ME", join(home, "me.json")));
  await opsdeck(["store"], { home, env });
  expect(await opsdeck(["check"], { home, env })).toMatchObject({ code: 0 });
  expect(await opsdeck(["duties"], { home, env })).toMatchObject({ code: 0, out: "no duty is open\n" });
  proxy.set("resets");
  const check = await opsdeck(["check", "--json"], { home, env });
  expect(check.code).toBe(4);
  expect(JSON.parse(check.out)).toMatchObject({ verdict: "ok", unseen: expect.stringContaining("cannot be reached") });
  const duties = await opsdeck(["duties"], { home, env });
  expect(duties).toMatchObject({ code: 4, out: "no duty is open on this disk\n" });
  expect(duties.err).toContain("nor a duty of theirs");
});

it("beside a cockpit that speaks for the bastion, a single call counts what that one has not fetched", async () => {
  const url = await newStore(postgres);
  const [fra, nyc] = [bastion(url, "fra"), bastion(url, "nyc")];
  await nyc.link.turn();
  await fra.link.turn();
  const call = bastion(url, "nyc", { state: nyc.state });
  await nyc.link.turn();
  const journal = openIncident(fra.options, drill);
  journal.close();
  await fra.link.turn();
  await eventually(async () => expect((await readIncidents(nyc.state)).incidents).toHaveLength(1));
  await call.link.turn();
  expect(call.link.seen).toMatchObject({ reached: true, missing: 0 });
  rmSync(join(nyc.state, "incidents"), { recursive: true });
  await call.link.turn();
  expect(call.link.seen.missing).toBe(1);
});
