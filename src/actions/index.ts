import type { ActionKind } from "../core/action.ts";
import { exec } from "./exec.ts";
import { httpRequest } from "./http-request.ts";
import { pgBossSend } from "./pg-boss-send.ts";
import { qstashDlq } from "./qstash-dlq.ts";
import { qstashPublish } from "./qstash-publish.ts";
import { sql } from "./sql.ts";
import { sqlDelete } from "./sql-delete.ts";
import { sqlUndo } from "./sql-undo.ts";
import { vercelEnv } from "./vercel-env.ts";
import { vercelEnvAppend } from "./vercel-env-append.ts";
import { vercelPromote } from "./vercel-promote.ts";
import { vercelRedeploy } from "./vercel-redeploy.ts";
import { vercelRollback } from "./vercel-rollback.ts";

/** Every kind of change that a runbook may make. */
export const actionKinds: readonly ActionKind[] = [
  httpRequest,
  exec,
  sql,
  sqlDelete,
  sqlUndo,
  vercelEnv,
  vercelEnvAppend,
  vercelRedeploy,
  vercelRollback,
  vercelPromote,
  qstashPublish,
  qstashDlq,
  pgBossSend,
];
