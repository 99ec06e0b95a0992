import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntryBody } from "../../src/journal/entry.ts";
import { foldDuties, openDuties } from "../../src/runbooks/duties.ts";
import { armed, discharged, journalOf, sending } from "../helpers/journal.ts";

const news = (type: string, duty: string) => ({ type, duty }) as EntryBody;
const waived = (duty: string): EntryBody => ({ type: "duty.waived", duty, reason: "rebuilt by hand" });
const stateOf = (...bodies: readonly EntryBody[]) => openDuties([journalOf(...bodies)]).map(({ state }) => state);

describe("the state of a duty", () => {
  it.each([
    [[], "armed"],
    [[sending("D", "apply")], "apply-unknown"],
    [[sending("D", "apply"), news("duty.applied", "D")], "applied"],
    [[sending("D", "apply"), news("duty.applied", "D"), sending("D", "apply")], "applied"],
    [[news("duty.apply-unknown", "D")], "apply-unknown"],
    [[news("duty.applied", "D"), news("duty.restoring", "D")], "restoring"],
    [[news("duty.restoring", "D"), sending("D", "restore")], "restore-unknown"],
    [[news("duty.restore-unknown", "D"), news("duty.restored-unproved", "D")], "restored-unproved"],
    [[news("duty.restored-unproved", "D"), sending("D", "restore")], "restore-unknown"],
    [[news("duty.applied", "D"), armed("D")], "applied"],
    [[discharged("D"), news("duty.applied", "D")], "applied"],
    [[discharged("D"), armed("D")], "armed"],
    [[discharged("D"), sending("D", "apply")], "apply-unknown"],
  ] as const)("%#: %j is %s", (bodies, state) => {
    expect(stateOf(armed("D"), ...(bodies as readonly EntryBody[]))).toEqual([state]);
  });

  it.each([discharged("D"), waived("D")])("ends: $type", (end) => {
    expect(stateOf(armed("D"), news("duty.applied", "D"), end)).toEqual([]);
    expect(foldDuties(journalOf(armed("D"), end))).toMatchObject([{ id: "D", ended: end.type.slice(5) }]);
  });
});

it("keeps what restoring needs", () => {
  const secret = { name: "token", salt: "00", hash: "ff" };
  const times = { notBefore: "2026-02-20T14:00:00.000Z", dueBy: "2026-02-20T14:30:00.000Z" };
  const [duty] = openDuties([journalOf(armed("D", { ...times, secret, mark: "opsdeck D" }))]);
  const { type: _type, duty: _duty, ...kept } = armed("D");
  expect(duty).toEqual({
    ...kept,
    id: "D",
    incident: "INC-0007",
    state: "armed",
    openedAt: 1_700_000_000_000,
    since: 1_700_000_000_000,
    notBefore: Date.UTC(2026, 1, 20, 14),
    dueBy: Date.UTC(2026, 1, 20, 14, 30),
    secret,
    mark: "opsdeck D",
  });
});

it("knows since when it is in its state, which being told again does not change", () => {
  const unproved = news("duty.restored-unproved", "D");
  const lines = [armed("D"), news("duty.applied", "D"), sending("D", "restore"), unproved, unproved];
  const since = lines.map((_, index) => openDuties([journalOf(...lines.slice(0, index + 1))])[0]?.since ?? 0);
  expect(since.map((at) => (at - 1_700_000_000_000) / 1000)).toEqual([0, 1, 2, 3, 3]);
});

it("owes a duty whose arming line is lost, until a good line ends it", () => {
  expect(stateOf(news("duty.restoring", "D"))).toEqual(["restoring"]);
  const damaged = { ...journalOf({ type: "note", text: "n" }), doubtful: ["D"] };
  expect(openDuties([damaged])).toMatchObject([{ id: "D", state: "apply-unknown", incident: "INC-0007" }]);
  expect(openDuties([{ ...journalOf(discharged("D")), doubtful: ["D"] }])).toEqual([]);
});

it("names those due first first, over all incidents", () => {
  const due = (id: string, dueBy?: string) => ({
    ...journalOf(armed(id, dueBy === undefined ? {} : { dueBy })),
    id,
  });
  const journals = [due("A"), due("B", "2026-02-20T15:00:00.000Z"), due("C", "2026-02-20T14:00:00.000Z")];
  expect(openDuties(journals).map(({ id, incident }) => `${id} ${incident}`)).toEqual(["C C", "B B", "A A"]);
});

const ids = ["A", "B", "C"];
const duty = fc.constantFrom(...ids);
const anyBody: fc.Arbitrary<EntryBody> = fc.oneof(
  { weight: 3, arbitrary: duty.map((id) => armed(id)) },
  duty.map(discharged),
  duty.map(waived),
  fc.tuple(duty, fc.constantFrom("apply" as const, "restore" as const)).map(([id, effect]) => sending(id, effect)),
  fc
    .tuple(duty, fc.constantFrom("applied", "apply-unknown", "restoring", "restore-unknown", "restored-unproved"))
    .map(([id, state]) => news(`duty.${state}`, id)),
  fc.constant<EntryBody>({ type: "note", text: "n" }),
  fc.constant<EntryBody>({ type: "run.closed", run: "R1", result: "aborted" }),
  fc.constant<EntryBody>({ type: "incident.closed" }),
);

it("any prefix of any journal holds every duty that was armed and not discharged or waived", () => {
  fc.assert(
    fc.property(fc.array(anyBody, { maxLength: 25 }), fc.nat(25), (bodies, length) => {
      const prefix = bodies.slice(0, length);
      const lastArmed = (id: string) => prefix.findLastIndex((body) => body.type === "duty.armed" && body.duty === id);
      const lastEnd = (id: string) =>
        prefix.findLastIndex(
          (body) => (body.type === "duty.discharged" || body.type === "duty.waived") && body.duty === id,
        );
      const owed = ids.filter((id) => lastArmed(id) > lastEnd(id));
      const open = openDuties([journalOf(...prefix)]).map(({ id }) => id);
      expect(open).toEqual(expect.arrayContaining(owed));
      // Nothing is invented either: an open duty was named after its last end.
      for (const id of open)
        expect(prefix.findLastIndex((body) => "duty" in body && body.duty === id)).toBeGreaterThan(lastEnd(id));
      expect(new Set(open).size).toBe(open.length);
    }),
    { numRuns: 500 },
  );
});
