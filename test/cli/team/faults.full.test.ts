import { afterAll, beforeAll, it } from "vitest";
import { startTeam, type Team } from "./bastions.ts";
import { expectOneRecord } from "./schedule.ts";

let team: Team;
beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team[Symbol.asyncDispose]());

it.each(Array.from({ length: 200 }, (_, seed) => 1000 + seed))("one lead and one record: seed %i", (seed) =>
  expectOneRecord(team, seed),
);
