import type { CheckKind } from "../src/core/check.ts";
import { dns } from "./dns.ts";
import { httpHeaders } from "./http-headers.ts";
import { httpJson } from "./http-json.ts";
import { httpMany } from "./http-many.ts";
import { pgBoss } from "./pg-boss.ts";
import { pgBossWorkers } from "./pg-boss-workers.ts";
import { pgQuery } from "./pg-query.ts";
import { qstash } from "./qstash.ts";
import { redis } from "./redis.ts";
import { tcp } from "./tcp.ts";
import { tlsExpiry } from "./tls-expiry.ts";

/** Everything that a system file can look at. */
export const checkKinds: readonly CheckKind[] = [
  httpJson,
  httpHeaders,
  httpMany,
  pgQuery,
  pgBossWorkers,
  pgBoss,
  redis,
  qstash,
  tcp,
  tlsExpiry,
  dns,
];
