import { expect, it } from "vitest";
import { formSpec, pressForm } from "../../src/commands/forms.ts";
import { incidentValues } from "../../src/commands/incident-form.ts";
import type { CockpitState } from "../../src/store/state.ts";
import type { FormAbout } from "../../src/store/view-state.ts";
import { fakeActions } from "../helpers/actions.ts";
import { after, dutyOf, planOf, stateOf, T0 } from "../helpers/state.ts";

const none = stateOf([planOf("opsmantik/app")]);
const open = after(none, {
  type: "incident.changed",
  incident: { id: "INC-0007", title: "tracking is down", openedAt: T0, severity: "SEV2", roles: { lead: "bob" } },
});
const about: FormAbout = { kind: "incident" };
const whys = (state: CockpitState, values: Record<string, string>) =>
  formSpec(state, { about, values }).buttons.map(({ label, why }) => [label, why]);

it("asks for name, severity and roles; the one who opens it drives", () => {
  expect(incidentValues(none)).toEqual({ driver: "oncall" });
  const { fields, start } = formSpec(none, { about, values: {} });
  expect(fields.map(({ id }) => id)).toEqual(["title", "severity", "lead", "driver", "scribe"]);
  expect(fields[1]?.choices?.map(({ value }) => value)).toEqual(["SEV1", "SEV2", "SEV3", "SEV4"]);
  expect([start, fields[0]?.enters]).toEqual(["title", "go"]);
  expect(whys(none, {})).toEqual([
    ["Cancel", undefined],
    ["Open", "needs a name"],
  ]);
});

it("goes on with what was left open when no name is typed", async () => {
  const left = { id: "INC-0004", title: "cards are refused" };
  const found = after(none, { type: "incident.left", left });
  expect(formSpec(found, { about, values: {} }).fields[0]?.enters).toBe("go-on");
  expect(formSpec(found, { about, values: { title: "another" } }).fields[0]?.enters).toBe("go");
  expect(whys(found, {})).toEqual([
    ["Cancel", undefined],
    ["Go on with INC-0004", undefined],
    ["Open another", "needs a name"],
  ]);
  const calls: string[] = [];
  const context = { state: found, dispatch: () => undefined, actions: fakeActions(calls), commands: [] };
  const overlay = { type: "form", about, focus: "", values: {}, scroll: 0 } as const;
  await pressForm({ ...context, frame: () => "", mostScroll: () => 0 }, overlay, "go-on");
  expect(calls).toEqual(["continueIncident"]);
  expect(after(found, { type: "incident.changed", incident: { ...left, openedAt: T0 } }).left).toBeUndefined();
});

it("saves what is different, and closes only what owes nothing", () => {
  const now = incidentValues(open);
  expect(now).toEqual({ title: "tracking is down", severity: "SEV2", lead: "bob" });
  expect(whys(open, now)[1]).toEqual(["Save", "nothing is different"]);
  expect(whys(open, { ...now, lead: "" })[1]).toEqual(["Save", undefined]);
  expect(whys(open, { ...now, title: " " })[1]).toEqual(["Save", "needs a name"]);
  const owing = after(open, { type: "duties.changed", duties: [dutyOf()] });
  expect(whys(owing, now)[2]).toEqual(["Close it", "D7-1 must be restored first"]);
});

it("sends an update: into the clipboard and into the journal", async () => {
  const calls: string[] = [];
  const context = {
    state: open,
    dispatch: () => undefined,
    actions: fakeActions(calls),
    commands: [],
    frame: () => "",
    mostScroll: () => 0,
  };
  const overlay = {
    type: "form",
    about: { kind: "update" },
    focus: "",
    values: { needs: "billing" },
    scroll: 0,
  } as const;
  await pressForm(context, overlay, "go");
  expect(calls.map((call) => call.split(" ", 1)[0])).toEqual(["keepUpdate", "copy"]);
  expect(calls[0]?.slice("keepUpdate ".length)).toBe(calls[1]?.slice("copy ".length));
  expect(calls[0]).toMatch(/Condition: .*\nActions: no runbook runs\nNeeds: billing$/s);
});
