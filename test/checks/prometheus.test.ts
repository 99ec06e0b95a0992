import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExposition } from "../../checks/parts/exposition.ts";
import { prometheus } from "../../checks/prometheus.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { type Answering, answering } from "../helpers/servers/answering.ts";
import { look, type Seen } from "./look.ts";

/** Of the pocketbrain server's GET /metrics with its Redis stopped, and lines that other exporters write. */
const METRICS = `# HELP pocketbrain_realtime_fallback_active Whether realtime fanout is currently in local-fallback mode (1=true).
# TYPE pocketbrain_realtime_fallback_active gauge
pocketbrain_realtime_fallback_active 1
# TYPE pocketbrain_realtime_fallback_dwell_seconds gauge
pocketbrain_realtime_fallback_dwell_seconds 4.629
# TYPE pocketbrain_redis_ready_failures_total counter
pocketbrain_redis_ready_failures_total 2
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
something_weird{problem="division by zero"} +Inf -3982045
rpc_duration_seconds NaN
node_load1{a="}",b="{,="} 0x10
exemplar_total{le="1"} 7 # {trace_id="KOO5S4vxi0o"} 0.67
garbage here is not a sample
`;
const PLAIN = "text/plain; version=0.0.4; charset=utf-8";

let server: Answering;
let clients: OwnedClients;
beforeAll(async () => {
  clients = createClients({ vault: createVault({ env: {} }) });
  server = await answering({
    "/metrics": { type: PLAIN, body: METRICS },
    "/html": { type: "text/html", body: "<!doctype html><title>PocketBrain</title>" },
    "/spa": { type: PLAIN, body: "<!doctype html>\n<title>PocketBrain</title>" },
    "/json": { type: "application/json", body: '{"metrics":{"requests":2}}' },
    "/empty": { type: PLAIN, body: "" },
    "/down": { status: 503, type: PLAIN, body: "no" },
  });
});
afterAll(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const metrics = (path: string, take: Record<string, unknown>): Promise<Seen> =>
  look(clients, prometheus, { url: `${server.origin}${path}`, take });

describe("prometheus", () => {
  it("takes series by name", async () => {
    const seen = await metrics("/metrics", {
      active: "pocketbrain_realtime_fallback_active",
      dwell: "pocketbrain_realtime_fallback_dwell_seconds",
      time: "msdos_file_access_time_seconds",
      exemplar: "exemplar_total",
    });
    expect(seen.facts).toEqual({
      status: 200,
      latencyMs: expect.any(Number),
      active: 1,
      dwell: 4.629,
      time: 1_458_255_915,
      exemplar: 7,
    });
  });
  it("tells series of one name apart by labels, or adds them up", async () => {
    const series = "http_requests_total";
    const seen = await metrics("/metrics", {
      bad: { series, labels: { code: "400" } },
      all: { series, sum: true },
      either: series,
      none: { series, labels: { code: "500" } },
    });
    expect(seen.facts).toMatchObject({ bad: 3, all: 1030, either: null, none: null });
    expect(seen.trace.join("\n")).toMatch(/2 series http_requests_total fit/);
  });
  it("takes no number that is none", async () => {
    const seen = await metrics("/metrics", {
      inf: "something_weird",
      nan: "rpc_duration_seconds",
      gone: "nobody_total",
    });
    expect(seen.facts).toMatchObject({ inf: null, nan: null, gone: null });
  });
  it.each([
    ["/html", "parse", /^no metrics \(status 200, content type text\/html\)/],
    ["/spa", "parse", /^no metrics: <!doctype/],
    ["/json", "parse", /^no metrics .*json/],
    ["/empty", "parse", /^an empty body/],
    ["/down", "status", /answered 503/],
  ])("refuses %s", async (path, kind, words) => {
    const { failure } = await metrics(path, { n: "n" });
    expect(failure?.kind).toBe(kind);
    expect(failure?.message).toMatch(words);
  });
  it("refuses a name that no series has", () => {
    expect(prometheus.params.safeParse({ url: "http://a.test/", take: { n: "no name" } }).success).toBe(false);
    expect(prometheus.params.safeParse({ url: "http://a.test/", take: { status: "n" } }).success).toBe(false);
  });
});

describe("an exposition", () => {
  it("is read with its escapes", () => {
    const samples = parseExposition(METRICS);
    expect(samples.find(({ name }) => name === "msdos_file_access_time_seconds")?.labels).toEqual({
      path: "C:\\DIR\\FILE.TXT",
      error: 'Cannot find file:\n"FILE.TXT"',
    });
    expect(samples.find(({ name }) => name === "node_load1")?.labels).toEqual({ a: "}", b: "{,=" });
    expect(samples.map(({ name }) => name)).not.toContain("garbage");
  });
  it("comes back as it was written, whatever the labels hold (property)", () => {
    const labels = fc.dictionary(fc.stringMatching(/^[a-z_]\w{0,8}$/), fc.string({ maxLength: 12 }), { maxKeys: 4 });
    fc.assert(
      fc.property(labels, fc.double({ noNaN: true }), (given, value) => {
        const inner = Object.entries(given).map(([key, text]) => `${key}="${escaped(text)}"`);
        const written = `# TYPE a gauge\na{${inner.join(",")}} ${value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : value}\n`;
        const [sample] = parseExposition(written);
        expect(sample?.labels).toEqual(given);
        expect(sample?.value).toBe(Object.is(value, -0) ? 0 : value);
      }),
      { numRuns: 200 },
    );
  });
});

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
