import type { CheckKind } from "../src/core/check.ts";
import { causes } from "./causes.ts";
import { clockSkew } from "./clock-skew.ts";
import { command } from "./command.ts";
import { discordMessages } from "./discord-messages.ts";
import { dns } from "./dns.ts";
import { file } from "./file.ts";
import { files } from "./files.ts";
import { hmacSample } from "./hmac-sample.ts";
import { httpHeaders } from "./http-headers.ts";
import { httpJson } from "./http-json.ts";
import { httpMany } from "./http-many.ts";
import { logMatch } from "./log-match.ts";
import { pgBoss } from "./pg-boss.ts";
import { pgBossWorkers } from "./pg-boss-workers.ts";
import { pgQuery } from "./pg-query.ts";
import { prometheus } from "./prometheus.ts";
import { qstash } from "./qstash.ts";
import { redis } from "./redis.ts";
import { sentry } from "./sentry.ts";
import { statusPage } from "./status-page.ts";
import { streamTicket } from "./stream-ticket.ts";
import { tcp } from "./tcp.ts";
import { tlsExpiry } from "./tls-expiry.ts";
import { vercel } from "./vercel.ts";
import { vercelLogs } from "./vercel-logs.ts";

/** Everything that a system file can look at. */
export const checkKinds: readonly CheckKind[] = [
  httpJson,
  httpHeaders,
  httpMany,
  prometheus,
  streamTicket,
  logMatch,
  command,
  files,
  file,
  pgQuery,
  discordMessages,
  pgBossWorkers,
  pgBoss,
  redis,
  qstash,
  vercel,
  vercelLogs,
  sentry,
  statusPage,
  tcp,
  tlsExpiry,
  dns,
  clockSkew,
  hmacSample,
  causes,
];
