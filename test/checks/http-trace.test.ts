import { expect, it } from "vitest";
import { httpJson } from "../../checks/http-json.ts";
import { httpMany } from "../../checks/http-many.ts";
import { runCheck } from "../../src/engine/run-check.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { noClients, planOf } from "../helpers/plan.ts";

const secret = "hunter22-and-some-more-letters";
const deps = {
  clock: new FakeClock(),
  pace: 1,
  redact: (text: string) => text.replaceAll(secret, "••••"),
  samples: () => [],
  verdictOf: () => undefined,
  factOf: () => undefined,
  blinds: () => false,
};

it.each([390, 3980, 7980])(
  "keeps a long answer within bounds, without a part of a secret that begins at %d",
  async (at) => {
    const body = `${'{"n":1,"text":"'.padEnd(at, "x")}${secret}${"y".repeat(20_000)}"}`;
    const answer = { status: 200, headers: { "content-type": "application/json" }, text: body, tookMs: 1 };
    const clients = { ...noClients, http: { ...noClients.http, request: async () => answer as never } };
    const params = httpJson.params.parse({ url: "http://127.0.0.1/", take: { n: "/n" } });
    const plan = planOf(async (context, signal) => httpJson.run({ ...context, params }, signal));
    const { trace } = await runCheck(plan, 1, new AbortController().signal, { ...deps, clients });
    const said = trace.at(-1) ?? "";
    expect(said).toContain('{"n":1,"text":"xxx');
    expect(said.length).toBeGreaterThan(3900);
    expect(said.length).toBeLessThanOrEqual(4000);
    expect(said).not.toContain("hunter");
  },
);

it("leaves out the pages of routes that are not there, so that all answers of several are seen", async () => {
  const page = { status: 404, headers: { "content-type": "text/html; charset=utf-8" }, text: "<html>".repeat(900) };
  const json = { "content-type": "application/json" };
  const answers = [
    { status: 405, headers: json, text: '{"error":"Method not allowed"}' },
    { status: 403, headers: json, text: '{"code":"QSTASH_SIGNATURE_MISSING"}' },
    page,
    { ...page, headers: json, text: '{"error":"none"}' },
  ];
  const request = async () => ({ ...answers.shift(), tookMs: 1 }) as never;
  const clients = { ...noClients, http: { ...noClients.http, request } };
  const url = "http://127.0.0.1/";
  const params = httpMany.params.parse({ requests: { sync: { url }, worker: { url }, gone: { url }, other: { url } } });
  const plan = planOf(async (context, signal) => httpMany.run({ ...context, params }, signal));
  const { trace } = await runCheck(plan, 1, new AbortController().signal, { ...deps, clients });
  expect(trace).toEqual([
    "GET http://127.0.0.1/ → 405 in 1 ms, application/json",
    '{"error":"Method not allowed"}',
    "GET http://127.0.0.1/ → 403 in 1 ms, application/json",
    '{"code":"QSTASH_SIGNATURE_MISSING"}',
    "GET http://127.0.0.1/ → 404 in 1 ms, text/html; charset=utf-8",
    "GET http://127.0.0.1/ → 404 in 1 ms, application/json",
    '{"error":"none"}',
  ]);
});
