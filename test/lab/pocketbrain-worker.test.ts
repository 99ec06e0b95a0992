import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { selfSigned } from "../../src/lab/net/certificate.ts";
import { failed, openMs, remainingMs, succeeded } from "../../src/lab/pocketbrain/worker/circuit.ts";
import { newIsolate, numberIn, type WorkerVars } from "../../src/lab/pocketbrain/worker/isolate.ts";
import { KvStore } from "../../src/lab/pocketbrain/worker/kv-store.ts";
import { metricsRoute } from "../../src/lab/pocketbrain/worker/metrics-route.ts";
import { encrypt, openSession } from "../../src/lab/pocketbrain/worker/session-keys.ts";

const OLD = "the-old-active-secret-of-32-letters-or-more";
const NEW = "the-new-active-secret-of-32-letters-or-more";

describe("the circuit of the Worker double", () => {
  const isolate = (vars: WorkerVars) => newIsolate(vars, new KvStore(), 1);

  it("reads variables as the real one: unset and empty are the least, no number is the documented default", () => {
    const bounds = { least: 1, most: 20, otherwise: 3 };
    const read = ["", undefined, "x", "7", "99"].map((value) => numberIn(value, bounds));
    expect(read).toEqual([1, 1, 3, 7, 20]);
    expect(openMs(isolate({}))).toBe(1_000);
  });

  it("opens at the first failure when nothing is set, and only a success takes openUntil back", () => {
    const one = isolate({});
    failed(one);
    expect(one.metrics.vpsProxyCircuitOpens).toBe(1);
    expect(remainingMs(one)).toBeGreaterThan(0);
    one.circuit.openUntil = Date.now() - 1;
    expect(remainingMs(one)).toBe(0);
    expect(one.circuit.openUntil).not.toBe(0);
    succeeded(one);
    expect(one.circuit.openUntil).toBe(0);
  });

  it("needs a whole new row of failures after it has opened", () => {
    const three = isolate({ VPS_PROXY_CIRCUIT_FAILURE_THRESHOLD: "3" });
    for (let i = 0; i < 5; i += 1) failed(three);
    expect(three.metrics.vpsProxyCircuitOpens).toBe(1);
    failed(three);
    expect(three.metrics.vpsProxyCircuitOpens).toBe(2);
  });
});

describe("metrics of the Worker double", () => {
  const ask = (host: string, clientIp: string, method = "GET") =>
    metricsRoute(newIsolate({}, new KvStore(), 1), {
      method,
      path: "/api/v1/metrics",
      host,
      clientIp,
      headers: {},
      body: Buffer.alloc(0),
    }).status;

  it("are shown to its own machine only, and by GET only", () => {
    expect(ask("127.0.0.1", "203.0.113.7")).toBe(200);
    expect(ask("app.pocket-brain.org", "127.0.0.1")).toBe(200);
    expect(ask("app.pocket-brain.org", "203.0.113.7")).toBe(404);
    expect(ask("127.0.0.1", "127.0.0.1", "POST")).toBe(404);
  });
});

describe("rotation of the key encryption secret", () => {
  const rotated = (vars: WorkerVars) => {
    const kv = new KvStore();
    kv.put("session:1", encrypt("sk-of-a-user", OLD), Date.now() + 60_000);
    return { kv, isolate: newIsolate({ AI_SESSIONS: "bound", ...vars }, kv, 1) };
  };

  it("opens by the previous secret once, and by the active one from then on", () => {
    const { isolate } = rotated({ KEY_ENCRYPTION_SECRET_PREV: OLD });
    expect([openSession(isolate, NEW, "session:1"), openSession(isolate, NEW, "session:1")]).toEqual([
      "sk-of-a-user",
      "sk-of-a-user",
    ]);
    expect(isolate.rotation).toMatchObject({ fallbackDecrypts: 1, reencryptSuccesses: 1, decryptFailures: 0 });
  });

  it("deletes for good what no secret opens", () => {
    const { isolate, kv } = rotated({});
    expect(openSession(isolate, NEW, "session:1")).toBeUndefined();
    expect(isolate.rotation.decryptFailures).toBe(1);
    expect(kv.get("session:1")).toBeUndefined();
  });

  it("takes no previous secret that is the active one", () => {
    const { isolate } = rotated({ KEY_ENCRYPTION_SECRET_PREV: NEW });
    expect(openSession(isolate, NEW, "session:1")).toBeUndefined();
    expect(isolate.runtimeConfig.invalidRotationSecret).toBe(1);
  });
});

describe("a certificate of the lab", () => {
  it("is for its name and this machine, signed by itself, and ends when it is told to", () => {
    const { cert, key } = selfSigned({ name: "app.example.test", daysLeft: 4.5 });
    const read = new X509Certificate(cert);
    expect(read.checkHost("app.example.test")).toBe("app.example.test");
    expect(read.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(read.verify(read.publicKey)).toBe(true);
    expect(key).toContain("PRIVATE KEY");
    const days = (Date.parse(read.validTo) - Date.now()) / 86_400_000;
    expect(Math.round(days * 10)).toBe(45);
  });
});
