import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { tableOf } from "../src/core/facts.ts";
import { tame } from "../src/core/hostile-text.ts";
import { targetName, text, urlText } from "../src/core/params.ts";
import { plural } from "../src/core/plural.ts";
import type { Scalar } from "../src/core/reading.ts";
import { SecretText, type Text } from "../src/core/secret.ts";
import { databaseUrl } from "./parts/database-params.ts";
import { parseJson } from "./parts/http-look.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { isRecord } from "./parts/record.ts";
import { queryProblem } from "./parts/sql-guard.ts";

const API = "https://discord.com/api/v10";
const SNOWFLAKE = /^\d{5,25}$/;
const GONE = 404;

const params = z.strictObject({
  database: databaseUrl,
  query: z
    .string()
    .superRefine((sql, context) => {
      const problem = queryProblem(sql);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .meta({ description: "One SELECT that names messages: kind, id, guild, channel, message." }),
  token: text.meta({ description: "The token of a bot that may read these channels." }),
  url: urlText.default(API).meta({ description: `Discord's API. Default ${API}.` }),
  "at-most": z.int().min(1).max(40).default(20).meta({ description: "Messages asked for, one request each." }),
});
type Context = CheckContext<z.output<typeof params>>;
type Row = Readonly<Record<string, Scalar>>;

/**
 * When messages were last edited, by Discord's own clock (GET /channels/{channel}/messages/{message}, `edited_timestamp`,
 * before the first edit `timestamp`): what a job has done, not that it has ended. Facts: `messages` asked for, `missing`
 * (gone at Discord), `withoutMessage` (rows that name none), `newestEdit` and `oldestEdit` (ISO or null), table `rows` of
 * kind, id, guild, message, editedAt (null where it is gone or none is named). Contents are not kept. Failures: those of the
 * database and of HTTP, `throttled` for 429, and `config` for a query without these columns.
 */
export const discordMessages = defineCheck({
  kind: "discord-messages",
  title: "Messages at Discord",
  params,
  target: ({ url }) => targetName(url),
  facts: () => ["messages", "missing", "withoutMessage", "newestEdit", "oldestEdit", "rows"],
  async run(context, signal) {
    const { params: p, clients, trace } = context;
    const query = { database: p.database, text: p.query, values: [], statementMs: 5000, maxRows: p["at-most"] };
    const named = await clients.sql.read({ ...query, latch: p.query }, signal);
    const rows: Row[] = [];
    for (const row of named.rows) rows.push(await rowOf(row, context, signal));
    const edits = rows.flatMap(({ editedAt }) => (typeof editedAt === "string" ? [editedAt] : [])).toSorted();
    const without = rows.filter(({ message }) => message === null).length;
    trace(`${plural(rows.length - without, "message")} asked for, ${edits.length} found`);
    return {
      messages: rows.length - without,
      missing: rows.length - without - edits.length,
      withoutMessage: without,
      newestEdit: edits.at(-1) ?? null,
      oldestEdit: edits[0] ?? null,
      rows: tableOf(rows, rows.length + (named.truncated ? 1 : 0)),
    };
  },
});

async function rowOf(row: Row, context: Context, signal: AbortSignal): Promise<Row> {
  const absent = ["kind", "id", "guild", "channel", "message"].find((column) => row[column] === undefined);
  if (absent !== undefined) throw new CheckError("config", `the query has no column ${absent}`);
  const { kind = null, id = null, guild = null, channel, message } = row;
  const base = { kind, id, guild };
  if (message === null || channel === null) return { ...base, message: null, editedAt: null };
  const [room, post] = [String(channel), String(message)];
  if (!SNOWFLAKE.test(room) || !SNOWFLAKE.test(post)) {
    throw new CheckError("config", `${tame(`${room}/${post}`, 60)} names no message of Discord`);
  }
  return { ...base, message: post, editedAt: await editedAt(`/channels/${room}/messages/${post}`, context, signal) };
}

async function editedAt(path: string, { params: p, clients }: Context, signal: AbortSignal): Promise<string | null> {
  const request = { url: joined(p.url, path), headers: { authorization: botOf(p.token) } };
  const response = await clients.http.request(request, signal);
  if (response.status === GONE) return null;
  refuseStatus(response, [200]);
  const body = parseJson(response, "json");
  const at = isRecord(body) ? Date.parse(String(body.edited_timestamp ?? body.timestamp)) : Number.NaN;
  if (Number.isNaN(at)) throw new CheckError("parse", "a message without a time came");
  return new Date(at).toISOString();
}

function joined(url: Text, end: string): Text {
  return typeof url === "string" ? `${url.replace(/\/+$/, "")}${end}` : new SecretText([...url.parts, end]);
}

function botOf(token: Text): Text {
  return typeof token === "string" ? `Bot ${token}` : new SecretText(["Bot ", ...token.parts]);
}
