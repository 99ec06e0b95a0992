import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CheckPlan } from "../../src/core/plan.ts";
import { SCHEMA } from "../../src/lab/job-seek/schema.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { sqlTraps } from "./job-seek-traps.cases.ts";
import { openShipped, plansOf, type Shipped } from "./shipped.ts";

/** What one would believe of job-seek and should not, by real looks of the shipped checks. */
describe("job-seek's database", () => {
  let postgres: TestPostgres;
  let shipped: Shipped;
  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.sql(SCHEMA);
    shipped = openShipped("job-seek", { env: { JOB_SEEK_DATABASE_URL: postgres.url() } });
  });
  afterAll(async () => {
    await shipped?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await postgres.sql(`truncate users, job_source_runs, scrape_execution_events, api_request_events cascade;
      insert into users values ('00000000-0000-4000-8000-000000000099', 'a@example.com', 'user', '')`);
  });

  it.each(sqlTraps.map((one) => [one.trap, one] as const))("%s", async (_trap, { sql, seen }) => {
    if (sql !== "") await postgres.sql(sql);
    for (const [check, verdict, says] of seen) {
      const { summary, ...reading } = await shipped.look(check);
      expect({ check, verdict: reading.verdict, summary }).toMatchObject({ check, verdict });
      expect(summary).toMatch(says);
    }
  });
});

describe("job-seek's API", () => {
  const plans = plansOf("job-seek");
  const routesOf = ({ params }: CheckPlan) =>
    [...JSON.stringify(params).matchAll(/:3000(?<route>\/api\/[^"]*)/g)].map(({ groups }) => groups?.route ?? "");

  it("takes 8 requests a minute of each route, from everybody at one address: each is asked every 10 s at most", () => {
    const polled = plans.filter((plan) => plan.mode === "scheduled" && routesOf(plan).length > 0);
    expect(polled.map(({ id }) => id)).toContain("job-seek/ops-metrics");
    for (const { everyMs, floorMs } of polled) expect(Math.min(everyMs, floorMs)).toBeGreaterThanOrEqual(10_000);
  });

  it("counts dead letters that were replayed long ago, and none of those in files: no rule believes deadLetters24h", () => {
    expect(JSON.stringify(plans.map(({ params }) => params))).toContain("/data/callback/deadLetters24h");
    expect(JSON.stringify(plans.map(({ judge }) => judge))).not.toContain('"fact":"deadLetters"');
  });

  it("ends a user's stale runs when it is asked for one run, and shows support no errors: neither is asked", () => {
    for (const route of plans.flatMap(routesOf))
      expect(route).not.toMatch(/job-sources\/runs\/|ops\/support\/overview/);
  });
});
