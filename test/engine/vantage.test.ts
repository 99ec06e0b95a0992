import { describe, expect, it } from "vitest";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { CheckFailure, Reading } from "../../src/core/reading.ts";
import { Vantage } from "../../src/engine/vantage.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { planOf } from "../helpers/plan.ts";

const away = ["app.example.com", "db.example.com", "redis.example.com"];

function bench(targets: readonly string[], over: { network?: boolean; plans?: readonly Partial<CheckPlan>[] } = {}) {
  const plans = targets.map((target, index): CheckPlan => {
    const plan = planOf(async () => ({}));
    return { ...plan, id: `shop/c${index}`, target, ...over.plans?.[index] };
  });
  const changes: (number | undefined)[] = [];
  const blind: (readonly string[])[] = [];
  const asked: string[] = [];
  const counted: [string, string, string][] = [];
  const clock = new FakeClock();
  const vantage = new Vantage({
    plans,
    clock,
    pace: 1,
    onLoopback: false,
    changed: (since, ids) => {
      changes.push(since);
      blind.push(ids);
    },
    count: ({ checkId, verdict, short }) => counted.push([checkId, verdict, short]),
    lookAgain: (id) => asked.push(id),
    hasNetwork: () => over.network ?? true,
  });
  const read = (index: number, failure?: CheckFailure, at = 1000, isNew = true): void => {
    const base = { checkId: `shop/c${index}`, seq: 1, at, tookMs: 1, summary: "", short: "", rule: -1, trace: [] };
    const reading: Reading = failure
      ? { ...base, verdict: "fail", short: failure.message, outcome: "failed", failure }
      : { ...base, verdict: "ok", outcome: "observed", facts: {} };
    vantage.observe(reading, isNew);
  };
  return { plans, vantage, changes, blind, asked, counted, clock, read };
}

const silence: CheckFailure = { kind: "timeout", message: "no answer in 10s" };
const refused: CheckFailure = { kind: "refused", message: "refused", code: "ECONNREFUSED" };

describe("the vantage point", () => {
  it("is cut off when no target brings anything back, since the first silence", () => {
    const { read, changes, blind, vantage, plans } = bench(away);
    read(0, silence, 2000);
    read(1, { kind: "dns", message: "no DNS", code: "EAI_AGAIN" }, 3000);
    expect(changes).toEqual([]);
    read(2, { kind: "refused", message: "no route", code: "ENETUNREACH" }, 4000);
    expect(changes).toEqual([2000]);
    expect(blind).toEqual([["shop/c0", "shop/c1", "shop/c2"]]);
    expect(plans.map((plan) => vantage.blinds(plan, silence))).toEqual([true, true, true]);
    expect(plans.map((plan) => vantage.blinds(plan, refused))).toEqual([false, false, false]);
  });

  it.each([
    ["an answer", undefined],
    ["a refusal", refused],
    ["a wrong certificate", { kind: "tls", message: "expired" } as const],
    ["a wrong password", { kind: "auth", message: "401" } as const],
    ["a bad status", { kind: "status", message: "503" } as const],
  ])("is not cut off while %s comes back from one target", (_words, failure) => {
    const { read, changes } = bench(away);
    read(0, silence);
    read(1, failure);
    read(2, silence);
    expect(changes).toEqual([]);
  });

  it("does not take a reset or a bug for an answer, nor for silence", () => {
    const { read, changes } = bench(away);
    read(0, silence);
    read(1, silence);
    read(2, { kind: "reset", message: "reset" });
    read(2, { kind: "bug", message: "bug" });
    expect(changes).toEqual([]);
    read(2, silence);
    expect(changes).toHaveLength(1);
  });

  it("needs three silent targets, or two where no interface is up", () => {
    const two = bench(away.slice(0, 2));
    two.read(0, silence);
    two.read(1, silence);
    expect(two.changes).toEqual([]);
    const unplugged = bench(away.slice(0, 2), { network: false });
    unplugged.read(0, silence);
    unplugged.read(1, silence);
    expect(unplugged.changes).toHaveLength(1);
  });

  it("counts no target on this machine, and no look that needs no network", () => {
    const local = { ...planOf(async () => ({})).kind, local: () => true };
    const { read, changes, vantage, plans } = bench([...away, "127.0.0.1:8788", "commands.hostReady"], {
      plans: [{}, {}, {}, {}, { kind: local }],
    });
    read(3);
    read(4);
    for (const index of [0, 1, 2]) read(index, silence);
    expect(changes).toHaveLength(1);
    expect(plans.map((plan) => vantage.blinds(plan, silence))).toEqual([true, true, true, false, false]);
  });

  it("looks at the others as soon as one target is silent, and not again until one answers", () => {
    const { read, asked } = bench(away);
    read(0, silence);
    expect(asked).toEqual(["shop/c1", "shop/c2"]);
    read(0, silence);
    read(1, silence);
    expect(asked).toHaveLength(2);
    read(2);
    read(0, silence);
    expect(asked).toEqual(["shop/c1", "shop/c2", "shop/c2"]);
  });

  it("asks no check that tells somebody", () => {
    const { read, asked } = bench(away, { plans: [{}, { effect: "notifies" }, {}] });
    read(0, silence);
    expect(asked).toEqual(["shop/c2"]);
  });

  it("tries one target after another while cut off, and looks at all of them when one answers", async () => {
    const { read, asked, changes, clock, vantage } = bench(away);
    for (const index of [0, 1, 2]) read(index, silence);
    asked.length = 0;
    await clock.advance(45_000);
    expect(asked).toEqual(["shop/c0", "shop/c1", "shop/c2"]);
    asked.length = 0;
    read(1);
    expect(changes).toEqual([1000, undefined]);
    expect(asked).toEqual(["shop/c0", "shop/c2"]);
    await clock.advance(60_000);
    expect(asked).toHaveLength(2);
    vantage.stop();
  });

  it("is not kept from knowing by a target without a secret, nor by one that only tells somebody", () => {
    const { read, changes } = bench([...away, "api.sentry.example", "pager.example"], {
      plans: [{}, {}, {}, {}, { effect: "notifies" }],
    });
    read(3, { kind: "config", message: "TOKEN is not set" });
    read(4);
    for (const index of [0, 1, 2]) read(index, silence);
    expect(changes).toEqual([]);
    read(3, { kind: "config", message: "TOKEN is not set" });
    expect(changes).toEqual([1000]);
  });

  it("takes no reading that a floor remembers for an answer of now", () => {
    const { read, changes } = bench(away);
    for (const index of [0, 1, 2]) read(index, silence);
    read(1, undefined, 500, false);
    expect(changes).toEqual([1000]);
    read(1);
    expect(changes).toEqual([1000, undefined]);
  });

  it("looks again at all that fell silent when it is back, but at nothing that tells somebody", () => {
    const { read, asked } = bench([...away, away[0] ?? "", away[0] ?? ""], {
      plans: [{}, {}, {}, {}, { effect: "notifies" }],
    });
    for (const index of [3, 4, 0, 1, 2]) read(index, silence);
    asked.length = 0;
    read(2);
    expect(asked).toEqual(["shop/c3", "shop/c0", "shop/c1"]);
  });

  it("counts a silence once another target has answered, with what is judged from it, and then as it is", async () => {
    const { read, counted, vantage } = bench([...away, away[0] ?? ""], { plans: [{}, {}, {}, { from: "shop/c0" }] });
    read(0, silence);
    read(3, silence);
    expect(counted).toEqual([]);
    let known = false;
    const told = vantage.decided().then(() => {
      known = true;
    });
    await Promise.resolve();
    expect(known).toBe(false);
    read(1);
    await told;
    expect(counted).toEqual([
      ["shop/c0", "fail", silence.message],
      ["shop/c3", "fail", silence.message],
      ["shop/c1", "ok", ""],
    ]);
  });

  it("counts a silence as unknown when this machine is cut off", () => {
    const { read, counted } = bench(away);
    for (const index of [0, 1, 2]) read(index, silence);
    expect(counted).toEqual([0, 1, 2].map((index) => [`shop/c${index}`, "unknown", "this machine is cut off"]));
  });

  it("counts a silence as it is where there are too few targets to tell", () => {
    const { read, counted } = bench(away.slice(0, 2));
    read(0, silence);
    expect(counted).toEqual([]);
    read(1, silence);
    expect(counted.map(([, verdict]) => verdict)).toEqual(["fail", "fail"]);
  });

  it("blinds a program that failed, for it may have needed the network, but not one that could not be started", () => {
    const program = { ...planOf(async () => ({})).kind, local: () => true, mayReachOut: true as const };
    const { read, vantage, plans, counted } = bench([...away, "commands.hostReady"], {
      plans: [{}, {}, {}, { kind: program }],
    });
    const exit: CheckFailure = { kind: "status", message: "hostReady ended with 255", code: "255" };
    read(3, exit);
    expect(counted).toEqual([["shop/c3", "fail", exit.message]]);
    for (const index of [0, 1, 2]) read(index, silence);
    const [, , , plan] = plans;
    if (!plan) throw new Error("no program");
    expect(vantage.blinds(plan, exit)).toBe(true);
    expect(vantage.blinds(plan, { kind: "config", message: "hostReady: the program npm is not there" })).toBe(false);
    read(3, exit);
    expect(counted.at(-1)).toEqual(["shop/c3", "unknown", "this machine is cut off"]);
  });
});
