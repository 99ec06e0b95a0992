import { expect, it } from "vitest";
import { selectHidden } from "../../src/store/select-hidden.ts";
import { HISTORY } from "../../src/store/state.ts";
import { after, planOf, read, stateOf, systems } from "../helpers/state.ts";

it("hides what a frozen view shows, though the live one has forgotten it", () => {
  const plan = planOf("opsmantik/app");
  const hiding = systems.map((system) => ({ ...system, hidden: ["customer"] }));
  const told = (seq: number, customer: string) => read("opsmantik/app", { seq, facts: { customer } });
  const frozen = after(
    { ...stateOf([plan]), systems: hiding },
    told(1, "Ada Lovelace"),
    { type: "presented", as: "shown" },
    { type: "frozen", on: true },
  );
  const later = after(frozen, ...Array.from({ length: HISTORY + 5 }, (_, index) => told(index + 2, "Grace Hopper")));
  expect(later.checks["opsmantik/app"]?.history.some(({ seq }) => seq === 1)).toBe(false);
  expect(selectHidden(later).values).toEqual(expect.arrayContaining(["Ada Lovelace", "Grace Hopper"]));
});
