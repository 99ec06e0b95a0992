import { expect, it } from "vitest";
import { Journals } from "../../../src/cli/desk/journals.ts";
import { standingOf } from "../../../src/cli/desk/standing.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { journalOptions, newState } from "../../helpers/journal.ts";
import { planOf, systems, T0 } from "../../helpers/state.ts";

it.each([
  ["nothing typed says nothing", {}, undefined, {}],
  [
    "what is new is said",
    { severity: "SEV1", lead: " ann ", scribe: "" },
    undefined,
    { severity: "SEV1", roles: { lead: "ann" } },
  ],
  [
    "what is so already is not said again",
    { severity: "SEV1", lead: "ann" },
    { severity: "SEV1", roles: { lead: "ann" } },
    {},
  ],
  ["an empty name takes a role away", { lead: "" }, { roles: { lead: "ann" } }, { roles: { lead: "" } }],
])("%s", (_, typed, incident, wanted) => expect(standingOf(typed as Record<string, string>, incident)).toEqual(wanted));

it("opens, names and updates an incident: the header and the timeline say what the journal says", async () => {
  const store = createCockpitStore({
    panels: [],
    plans: [planOf("opsmantik/app")],
    systems,
    now: T0,
    operator: "ann",
    environment: { name: "production" },
  });
  const journals = new Journals(journalOptions(newState()), store);
  const writer = journals.begin("tracking is down", "production", ["opsmantik"], {
    severity: "SEV2",
    roles: { driver: "ann" },
  });
  expect(store.getState().incident).toMatchObject({
    title: "tracking is down",
    severity: "SEV2",
    roles: { driver: "ann" },
  });
  expect(store.getState().incident?.updatedAt).toBeUndefined();
  await journals.rename("tracking is down", { severity: "SEV1", roles: { driver: "", lead: "bob" } });
  expect(store.getState().incident).toMatchObject({ severity: "SEV1", roles: { lead: "bob" } });
  await writer.append({ type: "note", text: "Condition: bad", update: true });
  journals.retell();
  expect(store.getState().incident?.updatedAt).toBeGreaterThan(0);
  await writer.append({ type: "note", text: "a note" });
  expect(store.getState().story.map(({ kind, words }) => `${kind} ${words}`)).toEqual([
    "incident opened: tracking is down (production), SEV2, driver ann",
    "incident named tracking is down, SEV1, driver nobody, lead bob",
    "note update sent: Condition: bad",
    "note a note",
  ]);
  await journals.end();
  expect(store.getState().incident).toBeUndefined();
  expect(store.getState().story).toHaveLength(5);
});
