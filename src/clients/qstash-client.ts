import { Client } from "@upstash/qstash";
import { CheckError } from "../core/check-error.ts";
import type { HttpClient, QstashClient, QstashRead } from "../core/clients.ts";
import { tame } from "../core/hostile-text.ts";
import type { FailureKind } from "../core/reading.ts";
import type { Text } from "../core/secret.ts";
import { SecretText } from "../core/secret.ts";
import type { Vault } from "./secret-vault.ts";
import { untilAborted } from "./until-aborted.ts";

const CLOUD = "https://qstash.upstash.io";
const MAX_BYTES = 4 * 1024 * 1024;

type Transport = Client["http"];
type Asked = Parameters<Transport["request"]>[0];
type Page = Awaited<ReturnType<QstashClient["read"]>>;

/**
 * Reads lists of QStash through the SDK, which knows paths, filters and shapes. Its transport is replaced by ours: the
 * SDK's sends up to six times, writes its failures to the console (which is the cockpit's screen), knows no signal and no
 * bound, and reads QSTASH_* of the environment.
 */
export function createQstashClient(http: HttpClient, vault: Vault): QstashClient {
  return {
    async read(target, asked, signal) {
      const baseUrl = target.url === undefined ? CLOUD : await untilAborted(vault.reveal(target.url), signal);
      const sdk = new Client({
        baseUrl,
        token: "held by the vault",
        retry: false,
        enableTelemetry: false,
        devMode: false,
      });
      sdk.http = transport(http, baseUrl, bearer(target.token), signal);
      try {
        return await untilAborted(page(sdk, asked), signal);
      } catch (error) {
        if (error instanceof CheckError) throw error;
        throw new CheckError("parse", "the answer is no list of QStash");
      }
    },
  };
}

function bearer(token: Text): Text {
  return new SecretText(["Bearer ", ...(typeof token === "string" ? [token] : token.parts)]);
}

async function page(sdk: Client, asked: QstashRead): Promise<Page> {
  switch (asked.what) {
    case "dlq": {
      const { messages, cursor } = await sdk.dlq.listMessages({ count: asked.count });
      return { items: messages, more: isMore(cursor) };
    }
    case "events": {
      const filter = asked.since === undefined ? {} : { filter: { fromDate: asked.since } };
      const { logs, cursor } = await sdk.logs({ count: asked.count, ...filter });
      return { items: logs, more: isMore(cursor) };
    }
    case "queues":
      return { items: [...(await sdk.queue().list())], more: false };
    case "schedules":
      return { items: [...(await sdk.schedules.list())], more: false };
  }
}

/** No next page is told by no cursor, an empty one, or 0. */
function isMore(cursor: unknown): boolean {
  return cursor !== undefined && cursor !== null && cursor !== "" && cursor !== 0 && cursor !== "0";
}

function transport(http: HttpClient, baseUrl: string, authorization: Text, signal: AbortSignal): Transport {
  return {
    request: async <T>(asked: Asked) => {
      if ((asked.method ?? "GET") !== "GET") throw new CheckError("config", "a look at QStash only reads");
      const url = addressOf(baseUrl, asked);
      const answer = await http.request({ url, headers: { authorization }, maxBytes: MAX_BYTES }, signal);
      if (answer.status < 200 || answer.status > 299) throw refused(answer.status, answer.text);
      return JSON.parse(answer.text) as T & { error?: string };
    },
    requestStream: () => {
      throw new CheckError("config", "a look at QStash reads no stream");
    },
  };
}

function addressOf(baseUrl: string, { path, query }: Asked): string {
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}/${(path ?? []).join("/")}`);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value instanceof Date ? value.getTime() : value));
  }
  return url.href;
}

function refused(status: number, text: string): CheckError {
  const kind: FailureKind = status === 401 || status === 403 ? "auth" : status === 429 ? "throttled" : "status";
  const said = /"error"\s*:\s*"([^"]{1,200})"/.exec(text)?.[1] ?? text;
  const message = `QStash answered ${status}${said === "" ? "" : `: ${tame(said, 120)}`}`;
  return new CheckError(kind, message, { code: String(status) });
}
