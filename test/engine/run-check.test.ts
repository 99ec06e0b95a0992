import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { CheckError, verdictOfFailure } from "../../src/core/check-error.ts";
import { FAILURE_KINDS } from "../../src/core/reading.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type LookDeps, rejudge, runCheck } from "../../src/engine/run-check.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { noClients, planOf } from "../helpers/plan.ts";

const never = new AbortController().signal;

function deps(over: Partial<LookDeps> = {}): LookDeps {
  return {
    clients: noClients,
    clock: new FakeClock(),
    pace: 1,
    redact: (text) => text.replaceAll("hunter22", "••••"),
    samples: () => [],
    verdictOf: () => undefined,
    factOf: () => undefined,
    blinds: () => false,
    ...over,
  };
}

describe("runCheck", () => {
  it("judges the facts", async () => {
    const reading = await runCheck(
      planOf(async () => ({ n: 3 })),
      1,
      never,
      deps(),
    );
    expect(reading).toMatchObject({
      outcome: "observed",
      verdict: "warn",
      summary: "3 failures. Look at the log.",
      short: "3 failures",
      rule: 0,
      seq: 1,
    });
  });

  it("answers unknown, not ok, when no rule holds", async () => {
    const reading = await runCheck(
      planOf(async () => ({ n: -1 })),
      1,
      never,
      deps(),
    );
    expect(reading).toMatchObject({ verdict: "unknown", summary: "no rule holds", rule: -1 });
  });

  it("says that it is its own fault when the rules choke on what was seen", async () => {
    const samples = () => {
      throw new TypeError("no samples of hunter22");
    };
    const growth = { of: { n: "n" }, over: "5m", neverFirst: [] };
    const plan = { ...planOf(async () => ({ n: 3 })), growth };
    const own = { outcome: "failed", verdict: "unknown", failure: { kind: "bug", message: "no samples of ••••" } };
    const source = await runCheck(plan, 1, never, deps({ samples }));
    expect(source).toMatchObject(own);
    const observed = await runCheck(
      planOf(async () => ({ n: 3 })),
      1,
      never,
      deps(),
    );
    expect(rejudge(plan, 2, observed, deps({ samples }))).toMatchObject(own);
  });

  it("settles on time although the probe ignores its signal", async () => {
    const clock = new FakeClock();
    const pending = runCheck(
      planOf(() => new Promise(() => {})),
      1,
      never,
      deps({ clock }),
    );
    await clock.advance(200);
    expect(await pending).toMatchObject({
      outcome: "failed",
      verdict: "fail",
      failure: { kind: "timeout" },
      tookMs: 200,
    });
  });

  it("says aborted, not down, when opsdeck closes", async () => {
    const stop = new AbortController();
    const pending = runCheck(
      planOf(() => new Promise(() => {})),
      1,
      stop.signal,
      deps(),
    );
    stop.abort();
    expect(await pending).toMatchObject({ verdict: "unknown", failure: { kind: "aborted" } });
  });

  it("says why first in a row, where a narrow one cuts its end, and where in the whole message", async () => {
    const message = "127.0.0.1:5432/app refuses connections (ECONNREFUSED)";
    const plan = planOf(async () => {
      throw new CheckError("refused", message, { place: "127.0.0.1:5432/app" });
    });
    const reading = await runCheck(plan, 1, never, deps());
    expect(reading).toMatchObject({ short: "refuses connections (ECONNREFUSED)", failure: { message } });
    expect(reading.summary).toContain(message);
  });

  it("says what to do about an answer that cannot be read", async () => {
    const plan = planOf(async () => {
      throw new CheckError("parse", "no JSON");
    });
    expect((await runCheck(plan, 1, never, deps())).summary).toMatch(/^no JSON\. .*its detail shows the answer$/);
  });

  it("leaves no listener on a signal that lives as long as opsdeck", async () => {
    const stop = new AbortController();
    await runCheck(
      planOf(async () => ({ n: 0 })),
      1,
      stop.signal,
      deps(),
    );
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  it("takes a probe that throws before it waits", async () => {
    const plan = planOf(() => {
      throw new TypeError("boom");
    });
    expect(await runCheck(plan, 1, never, deps())).toMatchObject({
      verdict: "unknown",
      failure: { kind: "bug", message: "boom" },
    });
  });

  it("keeps the upstream code and says unknown for a refused login", async () => {
    const refused = Object.assign(new Error("password authentication failed"), { code: "28P01" });
    const reading = await runCheck(
      planOf(() => Promise.reject(refused)),
      1,
      never,
      deps(),
    );
    expect(reading).toMatchObject({ verdict: "unknown", failure: { kind: "auth", code: "28P01" } });
  });

  it.each(FAILURE_KINDS)("gives %s the verdict that it proves", async (kind) => {
    const reading = await runCheck(
      planOf(() => Promise.reject(new CheckError(kind, "x"))),
      1,
      never,
      deps(),
    );
    expect(reading.verdict).toBe(verdictOfFailure(kind));
    const proves = ["timeout", "refused", "reset", "dns", "tls", "status"];
    expect(reading.verdict).toBe(proves.includes(kind) ? "fail" : "unknown");
  });

  it("names the secrets that a refused look used, and where they are declared", async () => {
    const reference = { name: "cronSecret", from: "env", source: "CRON_SECRET", place: "om/system.yaml:31" } as const;
    const params = { headers: { authorization: new SecretText(["Bearer ", reference]) } };
    const plan = planOf(() => Promise.reject(new CheckError("auth", "answered 403")), { params });
    const { summary } = await runCheck(plan, 1, never, deps());
    expect(summary).toBe("CRON_SECRET refused: answered 403. Check CRON_SECRET (om/system.yaml:31)");
  });

  it("lets no secret and no control byte through, wherever they are", async () => {
    const plan = planOf(async ({ trace }) => {
      trace("GET /?token=hunter22\u001b[2J");
      return {
        n: 0,
        hunter22: 1,
        s: "hunter22\u0007",
        t: { rows: [{ c: "xhunter22" }], rowCount: 1, truncated: false },
      };
    });
    const seen = JSON.stringify(await runCheck(plan, 1, never, deps()));
    expect(seen).not.toContain("hunter22");
    expect(seen).not.toMatch(/\\u001b|\\u0007/);
    const failing = planOf(() => Promise.reject(new Error("bad hunter22")));
    expect(JSON.stringify(await runCheck(failing, 1, never, deps()))).not.toContain("hunter22");
  });

  it("bounds the trace", async () => {
    const plan = planOf(async ({ trace }) => {
      for (let i = 0; i < 1000; i++) trace("x".repeat(100_000));
      return { n: 0 };
    });
    const { trace } = await runCheck(plan, 1, never, deps());
    expect(trace.length).toBeLessThanOrEqual(40);
    expect(Math.max(...trace.map((line) => line.length))).toBeLessThanOrEqual(4000);
  });
});

describe("rejudge", () => {
  const rules = planOf(async () => ({}), {
    id: "t/d",
    from: "t/c",
    judge: [{ when: { fact: "waiting", gt: 0 }, verdict: "fail", say: "{waiting} wait" }],
  });

  it("judges another check's answer by its own rules, picking a row of its table", async () => {
    const queues = {
      rows: [
        { name: "a", waiting: 0 },
        { name: "b", waiting: 7 },
      ],
      rowCount: 2,
      truncated: false,
    };
    const source = await runCheck(
      planOf(async () => ({ n: 0, queues })),
      4,
      never,
      deps(),
    );
    const reading = rejudge({ ...rules, pick: { name: "b" } }, 4, source, deps());
    expect(reading).toMatchObject({
      checkId: "t/d",
      seq: 4,
      verdict: "fail",
      summary: "7 wait",
      facts: { n: 0, name: "b", waiting: 7 },
    });
    expect(rejudge({ ...rules, pick: { name: "gone" } }, 4, source, deps())).toMatchObject({ verdict: "unknown" });
  });

  it("fails as its source does", async () => {
    const source = await runCheck(
      planOf(() => Promise.reject(new CheckError("refused", "no"))),
      1,
      never,
      deps(),
    );
    expect(rejudge(rules, 1, source, deps())).toMatchObject({ checkId: "t/d", outcome: "failed", verdict: "fail" });
  });
});
