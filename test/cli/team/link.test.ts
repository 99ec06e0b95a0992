import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { bastionOf } from "../../../src/journal/bastion.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { readIncidents } from "../../../src/journal/read-incidents.ts";
import { openDuties } from "../../../src/runbooks/duties.ts";
import { eventually } from "../../helpers/eventually.ts";
import { armed, drill } from "../../helpers/journal.ts";
import type { TestPostgres } from "../../helpers/servers/postgres.ts";
import { startTcpProxy } from "../../helpers/servers/tcp-proxy.ts";
import { startStore, storeUrl } from "./bastions.ts";
import { bastion, newStore } from "./linked.ts";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startStore();
});
afterAll(() => postgres[Symbol.asyncDispose]());

it("another bastion has a line before its own clock moves at all, and knows who leads", async () => {
  const url = await newStore(postgres);
  const [fra, nyc] = [bastion(url, "fra"), bastion(url, "nyc")];
  await fra.link.turn();
  await nyc.link.turn();
  expect([fra.leader(), nyc.leader()]).toEqual([undefined, "fra"]);
  fra.link.start();
  const journal = openIncident(fra.options, drill);
  for (let line = 0; line < 20; line++) {
    journal.appendSync({ type: "note", text: `line ${line}` });
    await fra.clock.advance(250);
    await fra.link.turn();
    await eventually(async () => expect((await nyc.notes()).at(-1)).toBe(`line ${line}`));
  }
  expect(nyc.brought).toHaveBeenCalled();
  expect(await nyc.notes()).toHaveLength(20);
  expect(nyc.told.slice(0, 2)).toEqual(["fra on fra opened INC-0001: drill", "fra on fra in INC-0001: line 0"]);
  expect(fra.told).toEqual([]);
  expect(journal.entries().every(({ fence }) => fence === 1)).toBe(true);
});

it("what a bastion wrote while the store could not be reached comes later, once, and not as the lead's", async () => {
  const proxy = await startTcpProxy(postgres.port);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const url = await newStore(postgres);
  const fra = bastion(url.replace(`:${postgres.port}/`, `:${proxy.port}/`), "fra");
  const nyc = bastion(url, "nyc");
  await fra.link.turn();
  const journal = openIncident(fra.options, drill);
  await fra.link.turn();
  proxy.set("resets");
  await eventually(() => expect(fra.link.fence).toBeUndefined());
  await nyc.link.turn();
  await eventually(async () => {
    await nyc.clock.advance(1000);
    await nyc.link.turn();
    expect(nyc.link.fence).toBe(2);
  });
  await fra.link.turn();
  journal.appendSync(armed(journal.nextDuty()));
  expect(fra.told.at(-1)).toMatch(/cannot be reached, this bastion goes on with its own journal/);
  await fra.link.turn();
  expect(fra.told).toHaveLength(1);
  expect(openDuties((await readIncidents(nyc.state)).incidents)).toEqual([]);

  proxy.set("passes");
  await fra.link.turn();
  expect(fra.away).toEqual([expect.any(Number), undefined]);
  expect(fra.told.slice(1)).toEqual(["the store is back", expect.stringMatching(/1 line/)]);
  expect(fra.leader()).toBe("nyc");
  await eventually(async () =>
    expect(openDuties((await readIncidents(nyc.state)).incidents)).toMatchObject([{ id: "D1-1" }]),
  );
});

it("a line that claims a lease which another bastion has since is no lead's line", async () => {
  const url = await newStore(postgres);
  const fra = bastion(url, "fra");
  await fra.link.turn();
  const journal = openIncident(fra.options, drill);
  await fra.link.give();
  const nyc = bastion(url, "nyc");
  await nyc.link.turn();
  // First it is left to the bastion that had it.
  expect(nyc.leader()).toBe("nobody");
  await nyc.clock.advance(4000);
  await nyc.link.turn();
  expect([fra.link.fence, nyc.link.fence]).toEqual([undefined, 2]);
  journal.close();
  await fra.link.turn();
  const rows = await sqlOf(url, "select fence, as_lead from opsdeck.lines order by place");
  expect(rows).toEqual([{ fence: "1", as_lead: false }]);
});

async function sqlOf(url: string, text: string): Promise<unknown[]> {
  const { Client } = (await import("pg")).default;
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

it("a bastion's login may add and read, and nothing else", async () => {
  const url = storeUrl(postgres.port);
  for (const statement of [
    "update opsdeck.lines set line = ''",
    "delete from opsdeck.lines",
    "truncate opsdeck.lines",
    "delete from opsdeck.leads",
    "drop table opsdeck.lines",
    "alter table opsdeck.lines disable trigger all",
  ])
    await expect(sqlOf(url, statement), statement).rejects.toMatchObject({ code: "42501" });
});

it("bastions are numbered without a gap, also after the database crashed", async () => {
  const url = await newStore(postgres);
  for (const name of ["fra", "nyc"]) await bastion(url, name).link.turn();
  // The test's server answers before what it says is on its disk.
  await postgres.sql("checkpoint");
  await postgres.restart();
  const third = bastion(url, "syd");
  await third.link.turn();
  expect(bastionOf(third.state).ordinal).toBe(3);
});

it("a fencing number is given to nobody who does not hold the lease", async () => {
  const url = storeUrl(postgres.port);
  await sqlOf(url, "insert into opsdeck.bastions (id, name) values ('0123abcd', 'thief')");
  const steal = "insert into opsdeck.leads (bastion, host, by, pid) values ('0123abcd', 'h', 'thief', 1)";
  await expect(sqlOf(url, steal)).rejects.toMatchObject({ code: "55006" });
});

it("two incidents by one number, from before both shared a store, are both kept; the later one gets another number", async () => {
  const url = await newStore(postgres);
  const [fra, nyc] = [bastion(url, "fra"), bastion(url, "nyc")];
  for (const { options } of [fra, nyc]) {
    const journal = openIncident(options, { ...drill, title: options.host });
    journal.appendSync({ type: "note", text: options.host });
    journal.close();
  }
  await fra.link.turn();
  await nyc.link.turn();
  expect(nyc.told).toEqual([
    expect.stringMatching(/INC-0001 is another incident in the store: what was INC-0001 here is INC-0002 now/),
  ]);
  await nyc.link.turn();
  await fra.link.turn();
  for (const { state } of [fra, nyc]) {
    const { incidents, problems } = await readIncidents(state);
    expect(problems).toEqual([]);
    expect(incidents.map(({ id, title }) => [id, title])).toEqual([
      ["INC-0001", "fra"],
      ["INC-0002", "nyc"],
    ]);
  }
});

it("a copy of a state directory is told, and neither's lines are lost", async () => {
  const url = await newStore(postgres);
  const fra = bastion(url, "fra");
  await fra.link.turn();
  const journal = openIncident(fra.options, drill);
  journal.appendSync({ type: "note", text: "one" });
  await fra.link.turn();
  const path = join(journal.folder, "journal.jsonl");
  const [first] = readFileSync(path, "utf8").split("\n");
  journal.close();
  await fra.link.end();

  const copy = bastion(url, "fra", { state: fra.state });

  writeFileSync(path, `${first}\n`);
  await copy.link.turn();
  expect(copy.told).toEqual([expect.stringMatching(/the store has 2 lines of this bastion, the disk 1/)]);
});

it("a duty is restored on one bastion at a time, as far as the store can be reached", async () => {
  const url = await newStore(postgres);
  const [fra, nyc] = [bastion(url, "fra"), bastion(url, "nyc")];
  const release = await fra.link.claim("D1-1");
  await expect(nyc.link.claim("D1-1")).rejects.toMatchObject({ code: "held" });
  await nyc.link.claim("D1-2");
  release();
  await eventually(async () => expect(await nyc.link.claim("D1-1")).toBeTypeOf("function"));
  const [gone, cut] = ["gone", "cut"].map((name) => bastion(storeUrl(1), name));
  await gone?.link.claim("D1-1");
  await cut?.link.claim("D1-1");
  expect(gone?.told).toEqual([expect.stringContaining("cannot be reached")]);
});
