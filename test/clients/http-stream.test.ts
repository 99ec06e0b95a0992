import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpClient } from "../../src/clients/http-client.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import type { HttpStreamed } from "../../src/core/clients.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type Answering, answering } from "../helpers/servers/answering.ts";

const never = new AbortController().signal;
const secret = new SecretText([{ name: "s", from: "env", source: "S", place: "system.yaml:1" }]);
const client = createHttpClient(createVault({ env: { S: "hunter22-of-the-test" } }));
const SPLIT = Buffer.from("één\r\nzwei");

/** What the server sends, by path; all but `over` and `resets` leave the answer open. */
const sends: Record<string, (request: IncomingMessage, answer: ServerResponse) => void> = {
  "/over": (_request, answer) => answer.end("one\ntwo\nthree"),
  "/open": (_request, answer) => answer.write("one\ntwo\nhalf a li"),
  "/pieces": (_request, answer) => {
    answer.write(SPLIT.subarray(0, 1));
    setImmediate(() => answer.end(SPLIT.subarray(1)));
  },
  "/resets": (_request, answer) => {
    answer.write("one\n");
    setImmediate(() => answer.destroy());
  },
  "/echoes": (request, answer) => answer.write(`key ${request.headers.authorization}\n`),
  "/echoes-in-pieces": (request, answer) => {
    const line = `key ${request.headers.authorization}\n`;
    answer.write(line.slice(0, 10));
    setImmediate(() => answer.write(line.slice(10)));
  },
  "/pours": (_request, answer) => {
    const more = (): void => {
      while (!answer.destroyed && answer.write("0123456789abcde\n"));
    };
    answer.on("drain", more);
    more();
  },
  "/refuses": (_request, answer) => answer.writeHead(401).end('{"code":"NO"}'),
  "/packed": (_request, answer) => answer.writeHead(200, { "content-encoding": "gzip" }).end("x"),
  "/silent": (_request, answer) => answer.flushHeaders(),
};

let server: Answering;
beforeAll(async () => {
  server = await answering(sends);
});
afterAll(() => server[Symbol.asyncDispose]());

interface Options {
  readonly maxBytes?: number;
  readonly forMs?: number;
  readonly until?: string;
  readonly signal?: AbortSignal;
}

async function lines(
  path: string,
  { until, signal, ...bounds }: Options = {},
): Promise<HttpStreamed & { said: string[] }> {
  const said: string[] = [];
  const request = { url: `${server.origin}/${path}`, headers: { authorization: secret }, ...bounds };
  const read = (line: string): "more" | "enough" => {
    said.push(line);
    return line === until ? "enough" : "more";
  };
  return { ...(await client.stream(request, read, signal ?? never)), said };
}

describe("a stream", () => {
  it("ends with its body, the last line without a break", async () => {
    expect(await lines("over")).toMatchObject({ status: 200, ended: "over", said: ["one", "two", "three"] });
  });
  it("is hung up when the reader has enough", async () => {
    expect(await lines("open", { until: "two" })).toMatchObject({ ended: "enough", said: ["one", "two"] });
    await expect.poll(() => server.open()).toBe(0);
  });
  it("is read for so long and no longer, and keeps what came", async () => {
    expect(await lines("open", { forMs: 50 })).toMatchObject({ ended: "time", said: ["one", "two"] });
    expect(await lines("silent", { forMs: 10 })).toMatchObject({ ended: "time", said: [] });
    await expect.poll(() => server.open()).toBe(0);
  });
  it("is read to so many bytes, without the line that they cut off", async () => {
    const seen = await lines("pours", { maxBytes: 100 });
    expect(seen).toMatchObject({ ended: "bytes", said: Array(6).fill("0123456789abcde") });
    await expect.poll(() => server.open()).toBe(0);
  });
  it("joins letters and lines that came in pieces", async () => {
    expect((await lines("pieces")).said).toEqual(["één", "zwei"]);
  });
  it("tells a status with the lines of its body", async () => {
    expect(await lines("refuses")).toMatchObject({ status: 401, said: ['{"code":"NO"}'] });
  });
  it("hands over no secret, in whatever pieces it comes", async () => {
    expect((await lines("echoes-in-pieces", { until: "key ••••••••" })).said).toEqual(["key ••••••••"]);
    expect((await lines("echoes", { until: "key ••••••••" })).said).toEqual(["key ••••••••"]);
  });
  it("fails where it breaks off, is packed, or is stopped", async () => {
    await expect(lines("resets")).rejects.toMatchObject({ kind: "reset" });
    await expect(lines("packed")).rejects.toMatchObject({ kind: "parse" });
    await expect(lines("silent", { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({ kind: "timeout" });
    await expect.poll(() => server.open()).toBe(0);
  });
});
