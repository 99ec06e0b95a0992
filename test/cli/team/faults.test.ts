import { afterAll, beforeAll, it } from "vitest";
import { startTeam, type Team } from "./bastions.ts";
import { expectOneRecord } from "./schedule.ts";

let team: Team;
beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team[Symbol.asyncDispose]());

it.each(Array.from({ length: 8 }, (_, seed) => seed))("one lead and one record under the faults of seed %i", (seed) =>
  expectOneRecord(team, seed),
);
