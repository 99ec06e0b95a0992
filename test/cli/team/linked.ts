import { expect, onTestFinished, vi } from "vitest";
import { type FarLeader, TeamLink } from "../../../src/cli/team/link.ts";
import { TEAM_SCHEMA } from "../../../src/clients/team-schema.ts";
import type { JournalOptions } from "../../../src/journal/journal.ts";
import { readIncidents } from "../../../src/journal/read-incidents.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { journalOptions, newState } from "../../helpers/journal.ts";
import type { TestPostgres } from "../../helpers/servers/postgres.ts";
import { storeUrl } from "./bastions.ts";

/** Each test has a database of its own. */
let databases = 0;
export async function newStore(postgres: TestPostgres): Promise<string> {
  const name = `store${databases++}`;
  await postgres.sql(`create database ${name}`);
  const { Client } = (await import("pg")).default;
  const owner = new Client({ connectionString: postgres.url(name) });
  await owner.connect();
  await owner.query(TEAM_SCHEMA);
  await owner.end();
  return storeUrl(postgres.port).replace(/\/postgres$/, `/${name}`);
}

/** A bastion whose turns come only when its clock is moved, and when the store has news. */
export function bastion(url: string, name: string, over: Partial<JournalOptions> = {}) {
  const state = over.state ?? newState();
  const clock = new FakeClock();
  const leaders: (FarLeader | undefined)[] = [];
  const told: string[] = [];
  const away: (number | undefined)[] = [];
  const brought = vi.fn();
  const by = `${name} uid=1000 tty=none`;
  const link = new TeamLink({
    url: async () => url,
    ...{ state, clock, by },
    host: name,
    redact: (text) => text,
    leaseMs: 20_000,
    mayLead: true,
    leader: (leader) => leaders.push(leader),
    away: (since) => away.push(since),
    brought,
    tell: (text) => told.push(text),
  });
  onTestFinished(() => link.end());
  const options = journalOptions(state, { clock, host: name, by, fence: () => link.fence, ...over });
  const notes = async () => {
    const { incidents, problems } = await readIncidents(state);
    expect(problems).toEqual([]);
    return incidents.flatMap(({ entries }) => entries.flatMap((entry) => (entry.type === "note" ? [entry.text] : [])));
  };
  return { state, clock, link, leaders, told, away, brought, options, notes, leader: () => leaders.at(-1)?.name };
}
