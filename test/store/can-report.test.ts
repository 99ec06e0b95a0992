import { expect, test } from "vitest";
import { canReport } from "../../src/store/can-report.ts";
import { after, dutyOf, planOf, read, stateOf, T0 } from "../helpers/state.ts";

const plans = ["shop/a", "shop/b", "shop/c"].map((id) => planOf(id));

test("condition, actions and needs, from what is known now", () => {
  const state = after(
    stateOf(plans, { duties: [dutyOf({ dueBy: T0 - 60_000 })] }),
    { type: "incident.changed", incident: { id: "INC-0007", title: "publish fails", openedAt: T0 - 600_000 } },
    read("shop/a", { seq: 1, at: T0 - 240_000, verdict: "warn" }),
    read("shop/a", { seq: 2, at: T0 - 5000, verdict: "fail", summary: "7 publish failures" }),
    read("shop/b", { seq: 1, at: T0 - 5000 }),
  );
  expect(canReport(state)).toMatchInlineSnapshot(`
    "INC-0007 publish fails (production), open for 10:00, 2026-02-20 14:02 UTC
    Condition: 1 of 3 checks warn or fail, 1 not known
    - shop/a fails for 4:00: 7 publish failures
    Actions: no runbook runs
    - changed on purpose: restore QSTASH_TOKEN (applied 13:00 ago, OVERDUE 1:00)
    Needs: restore now: D7-1 restore QSTASH_TOKEN"
  `);
});

test("what is stale or was never looked at is not told as good", () => {
  const state = after(stateOf(plans), read("shop/a", { at: T0 - 600_000 }), read("shop/b", { verdict: "unknown" }));
  expect(canReport(state)).toContain("no check warns or fails, 3 not known");
});

test("a machine that is cut off says that it knows nothing", () => {
  const state = after(stateOf(plans), { type: "vantage.changed", since: T0, checkIds: [] });
  expect(canReport(state)).toContain("this machine is cut off: nothing is known");
  expect(canReport(state)).toContain("Needs: somebody looks from another machine");
});

test("each system that is hurt is told before the many checks of one", () => {
  const refused = { verdict: "fail", failure: { kind: "refused", message: "refuses connections" } } as const;
  const many = ["a", "b", "c", "d", "e", "f"].map((name) => planOf(`shop/${name}`));
  const heard = planOf("bank/heard", { from: "bank/ready" });
  const all = [...many, heard, planOf("bank/ready"), planOf("mail/queue")];
  const state = after(
    stateOf(all),
    ...many.map(({ id }, at) => read(id, { at: T0 - 60_000 + at, verdict: "fail", summary: "late" })),
    read("bank/heard", { at: T0 - 50_000, ...refused }),
    read("bank/ready", { at: T0 - 40_000, ...refused }),
    read("mail/queue", { at: T0 - 30_000, verdict: "warn", summary: "5 letters wait" }),
  );
  const told = canReport(state)
    .split("\n")
    .filter((line) => line.startsWith("- "));
  expect(told.map((line) => line.split(" ")[1])).toEqual([
    "shop/a",
    "bank/ready",
    "mail/queue",
    "shop/b",
    "shop/c",
    "and",
  ]);
});
