import { expect, it } from "vitest";
import { canReport } from "../../src/store/can-report.ts";
import { NoticeFinder } from "../../src/store/notices.ts";
import { updateDueAt, updateLeft } from "../../src/store/select-update.ts";
import type { CockpitState, OpenIncident } from "../../src/store/state.ts";
import { headerLine, selectHeader } from "../../src/ui/frame/header.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { after, planOf, stateOf, T0 } from "../helpers/state.ts";

const MINUTE = 60_000;
const open = (over: Partial<OpenIncident> = {}): CockpitState =>
  after(stateOf([planOf("opsmantik/app")]), {
    type: "incident.changed",
    incident: { id: "INC-0007", title: "tracking is down", openedAt: T0, ...over },
  });
const at = (state: CockpitState, minutes: number): CockpitState =>
  after(state, { type: "ticked", now: T0 + minutes * MINUTE });

it.each([
  ["nobody has said how bad it is", open(), 30],
  ["SEV1", open({ severity: "SEV1" }), 15],
  ["a severity of another house", open({ severity: "P0" }), 30],
  ["after an update", open({ severity: "SEV1", updatedAt: T0 + 10 * MINUTE }), 25],
])("is due: %s", (_, state, minutes) => expect(updateDueAt(state)).toBe(T0 + minutes * MINUTE));

it("is due as opsdeck.yaml says", () => {
  const updates = { severities: [{ name: "P0", everyMs: 5 * MINUTE }], everyMs: 60 * MINUTE };
  expect(updateDueAt({ ...open({ severity: "P0" }), updates })).toBe(T0 + 5 * MINUTE);
});

it("is shown five minutes before, and stays at every width until it was sent", () => {
  const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
  const line = (state: CockpitState, columns: number): string =>
    headerLine(selectHeader(state), { columns, systemsLine: false, clock: true, theme });
  expect(updateLeft(at(open(), 24))).toBeUndefined();
  expect(line(at(open(), 24), 160)).not.toMatch(/update/i);
  expect(line(at(open(), 26), 160)).toContain("update in 4:00");
  for (const columns of [160, 120, 80])
    expect(line(at(open({ severity: "SEV2" }), 33), columns)).toMatch(/INC-0007 SEV2 .*UPDATE DUE 3:00/);
  expect(line(at(open({ updatedAt: T0 + 31 * MINUTE }), 33), 160)).not.toMatch(/update/i);
});

it("is told once for each that is late", () => {
  const finder = new NoticeFinder(open());
  const told = (state: CockpitState) => finder.after({ type: "ticked", now: state.now }, state).map(({ kind }) => kind);
  expect(told(at(open(), 29))).toEqual([]);
  expect(told(at(open(), 30))).toEqual(["update-due"]);
  expect(told(at(open(), 31))).toEqual([]);
  expect(told(at(open({ updatedAt: T0 + 32 * MINUTE }), 62))).toEqual(["update-due"]);
});

it("says how bad it is, and what a person adds to the needs", () => {
  const text = canReport(open({ severity: "SEV1" }), " somebody from billing ");
  expect(text).toMatch(/^INC-0007 SEV1 tracking is down \(production\), open for 0:00/);
  expect(text).toMatch(/\nNeeds: somebody from billing$/);
});
