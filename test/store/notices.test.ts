import { describe, expect, test } from "vitest";
import { NoticeFinder } from "../../src/store/notices.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { after, dutyOf, planOf, stateOf, T0 } from "../helpers/state.ts";
import { alertOf } from "../helpers/watching.ts";

const alert = alertOf();
const hold = {
  truth: true,
  since: T0 - 300_000,
  at: T0,
  samples: 9,
  exact: true,
  lostAt: null,
  firedAt: T0,
  resolvedAt: null,
};
const judged = {
  type: "alert.judged",
  id: alert.id,
  epoch: 1,
  seen: "12 > 10",
  say: "12 are stale",
  short: undefined,
} as const;
const start = stateOf([planOf("t/c")], { alerts: [alert] });

function told(state: CockpitState, ...events: readonly CockpitEvent[]) {
  const finder = new NoticeFinder(state);
  let now = state;
  return events.flatMap((event) => {
    now = after(now, event);
    return finder.after(event, now);
  });
}
const kinds = (state: CockpitState, ...events: readonly CockpitEvent[]) =>
  told(state, ...events).map(({ kind }) => kind);

describe("each is told once", () => {
  test("an incident, when it is opened and not when it is named or closed", () => {
    const incident = { id: "INC-0007", title: "publish fails", openedAt: T0 };
    const said = told(
      start,
      { type: "incident.changed", incident },
      { type: "incident.changed", incident: { ...incident, title: "other" } },
      { type: "incident.changed", incident: undefined },
    );
    expect(said).toEqual([{ kind: "incident", title: "INC-0007 opened", text: "publish fails (production)" }]);
  });

  test("an alert that begins to fire, not one that goes on, and not one that fired before this process", () => {
    const fires = { ...judged, hold };
    const goesOn = { ...judged, hold: { ...hold, at: T0 + 20_000, samples: 10 } };
    expect(kinds(start, fires, goesOn)).toEqual(["alert"]);
    const memory = { hold };
    const restored = {
      type: "watched.restored",
      epoch: 1,
      judged: [{ id: alert.id, memory, seen: "", say: "", short: undefined }],
    } as const;
    expect(kinds(start, restored, goesOn)).toEqual([]);
  });

  test("a duty that is opened, with its steps by hand, and not one that was there", () => {
    const [said] = told(start, { type: "duties.changed", duties: [dutyOf()] });
    expect(said?.text).toContain(
      "By hand: Vercel: set QSTASH_TOKEN to its old value; then redeploy. opsdeck restore D7-1",
    );
    expect(
      kinds(stateOf([], { duties: [dutyOf()] }), { type: "duties.changed", duties: [dutyOf({ state: "restoring" })] }),
    ).toEqual([]);
  });

  test("a duty that is overdue, also one that was when this began", () => {
    const due = stateOf([], { duties: [dutyOf({ dueBy: T0 + 1000 })] });
    const ticks = [0, 1000, 2000].map((ms): CockpitEvent => ({ type: "ticked", now: T0 + ms }));
    expect(kinds(due, ...ticks)).toEqual(["duty-overdue"]);
  });
});

test("a follower tells nothing, and nothing again when it leads", () => {
  const leader = { name: "alice", pid: 1, host: "bastion" };
  const events: readonly CockpitEvent[] = [
    { type: "leader.changed", leader },
    { type: "duties.changed", duties: [dutyOf()] },
    { ...judged, hold },
    { type: "leader.changed", leader: undefined },
  ];
  expect(kinds(start, ...events)).toEqual([]);
});
