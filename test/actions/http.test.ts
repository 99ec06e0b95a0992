import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpRequest } from "../../src/actions/http-request.ts";
import { actionKinds } from "../../src/actions/index.ts";
import { qstashDlq } from "../../src/actions/qstash-dlq.ts";
import { qstashPublish } from "../../src/actions/qstash-publish.ts";
import { type Answering, answering } from "../helpers/servers/answering.ts";
import { type FaultyHttp, startFaultyHttp } from "../helpers/servers/faulty-http.ts";
import { handsFor } from "./hands.ts";

let server: Answering;
let faulty: FaultyHttp;
let hands: ReturnType<typeof handsFor>;
const seen: { line: string; body: Buffer; headers: Record<string, unknown> }[] = [];
let letters: string[] = [];

beforeEach(async () => {
  seen.length = 0;
  letters = ["l1", "l2", "l3"];
  const json = (value: unknown) => JSON.stringify(value);
  const accept =
    (answer: () => string) =>
    (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        seen.push({ line: `${request.method} ${request.url}`, body: Buffer.concat(chunks), headers: request.headers });
        response.end(answer());
      });
    };
  server = await answering({
    "/post": accept(() => json({ id: "m1" })),
    "/login": { type: "application/json", body: json({ data: { token: "session-token-canary" } }) },
    "/shut": { status: 401, type: "application/json", body: "{}" },
    "/state": { type: "application/json", body: json({ status: "restarted" }) },
    "/v2/publish/https://shop.example.com/hook": accept(() => json({ messageId: "msg_1" })),
    "/v2/events": {
      type: "application/json",
      body: json({ events: [{ messageId: "msg_1", label: "R1:step:1:0", state: "CREATED" }] }),
    },
    "/v2/dlq": (_request, response) =>
      void response.end(json({ messages: letters.map((dlqId) => ({ dlqId, messageId: dlqId })) })),
    "/v2/dlq/retry": accept(() => {
      letters = ["l3"];
      return "{}";
    }),
  });
  faulty = await startFaultyHttp();
  hands = handsFor({ TOKEN: "http-token-canary" });
});
afterEach(async () => {
  await hands.close();
  await server[Symbol.asyncDispose]();
  await faulty[Symbol.asyncDispose]();
});

describe("http-request", () => {
  test("posts a file as it is, byte order mark and all, and takes facts of the answer", async () => {
    const file = join(hands.folder, "proof.json");
    await writeFile(file, '\uFEFF{"s":"x"}');
    const headers = { authorization: hands.secret("TOKEN") };
    const given = {
      url: `${server.origin}/post`,
      headers,
      "body-file": file,
      take: { id: "/id" },
      "idempotency-header": "idempotency-key",
    };
    const preview = await hands.preview(httpRequest, given);
    expect(preview.requests).toContain(`POST ${server.origin}/post`);
    expect(JSON.stringify(preview)).not.toContain("canary");
    expect(await hands.run(httpRequest, given)).toMatchObject({ state: "applied", facts: { status: 200, id: "m1" } });
    expect(seen[0]?.body.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(seen[0]?.headers).toMatchObject({ authorization: "http-token-canary", "idempotency-key": "R1:step:1:0" });
  });

  test("signs in first, and sends nothing when that is refused", async () => {
    const login = (path: string) => ({
      url: `${server.origin}${path}`,
      body: { email: "ops@example.com", password: hands.secret("TOKEN") },
      token: "/data/token",
    });
    const given = { url: `${server.origin}/post`, login: login("/login") };
    const preview = await hands.preview(httpRequest, given);
    expect(preview.requests).toEqual([`POST ${server.origin}/login: signs in`, `POST ${server.origin}/post`]);
    expect(await hands.run(httpRequest, given)).toMatchObject({ state: "applied" });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer session-token-canary"]);
    expect(await hands.refusal(hands.run(httpRequest, { ...given, login: login("/shut") }))).toMatch(
      /the login answered 401/,
    );
    expect(seen).toHaveLength(1);
  });

  test.each([
    ["refuses-secret", "not-applied"],
    ["throttles", "not-applied"],
    ["fails-500", "unknown"],
    ["redirects", "unknown"],
  ])("an answer such as %s is %s", async (fault, state) => {
    expect((await hands.run(httpRequest, { url: `${faulty.origin}/${fault}` })).state).toBe(state);
  });

  test("a lost answer is looked for where the runbook says how, else nobody knows", async () => {
    const given = { url: `${faulty.origin}/resets-before-headers` };
    expect(await hands.refusal(hands.run(httpRequest, given))).toMatch(/closed the connection/);
    expect((await hands.look(httpRequest, given)).state).toBe("unknown");
    const look = { url: `${server.origin}/state`, at: "/status", eq: "restarted" };
    expect((await hands.look(httpRequest, { ...given, look })).state).toBe("applied");
    expect((await hands.look(httpRequest, { ...given, look: { ...look, eq: "running" } })).state).toBe("not-applied");
    expect((await hands.look(httpRequest, { ...given, look: { ...look, at: "/gone" } })).state).toBe("unknown");
  });
});

describe("QStash", () => {
  const at = () => ({ token: hands.secret("TOKEN"), url: server.origin });

  test("a message carries its name, by which it is found", async () => {
    const given = {
      ...at(),
      destination: "https://shop.example.com/hook",
      body: "{}",
      headers: { "content-type": "application/json" },
    };
    expect(await hands.run(qstashPublish, given)).toMatchObject({ state: "applied", facts: { messageId: "msg_1" } });
    expect(seen[0]?.headers).toMatchObject({ "upstash-label": "R1:step:1:0", "upstash-retries": "0" });
    expect((await hands.look(qstashPublish, given)).state).toBe("applied");
    expect((await hands.look(qstashPublish, given, { key: "other" })).state).toBe("unknown");
  });

  test("dead letters are retried by id, and those that are left tell what was done", async () => {
    const given = { ...at(), do: "retry", ids: ["l1", "l2"] };
    expect(await hands.preview(qstashDlq, given)).toMatchObject({ count: 2, effect: "2 dead letters are sent again" });
    expect((await hands.look(qstashDlq, given)).state).toBe("not-applied");
    expect(await hands.run(qstashDlq, given)).toMatchObject({ state: "applied" });
    expect(seen[0]?.line).toBe("POST /v2/dlq/retry?dlqIds=l1&dlqIds=l2");
    expect((await hands.look(qstashDlq, given)).state).toBe("applied");
    expect((await hands.look(qstashDlq, { ...given, ids: ["l1", "l3"] })).state).toBe("unknown");
    expect(await hands.refusal(hands.preview(qstashDlq, given))).toMatch(/2 of 2 letters are not in the DLQ any more/);
  });
});

test("every kind of change has its own name", () => {
  expect(new Set(actionKinds.map((kind) => kind.kind)).size).toBe(actionKinds.length);
});
