import { expect, it } from "vitest";
import { AT_ONCE, BACK, type FormKey, type FormSpec, focusOf, formKey, formText } from "../../src/commands/form.ts";
import type { FormState } from "../../src/store/view-state.ts";

const words = { id: "words", label: "type the words", exact: "lab break" };
const site = { id: "site", label: "site", choices: ["a", "b", "c"].map((value) => ({ value, label: value })) };
const why = { id: "why", label: "why" };
const buttons = (reason?: string): FormSpec["buttons"] => [
  { id: BACK, label: "Cancel" },
  { id: "go", label: "Go", why: reason },
];
const empty: FormState = { focus: "", values: {} };

/** Keys by name; anything else is typed. */
function after(spec: FormSpec, keys: readonly string[], from = empty) {
  const named = new Set(["next", "previous", "enter", "up", "down", "left", "right", "erase"]);
  let state = from;
  for (const key of keys) {
    const step = named.has(key) ? formKey(spec, state, key as FormKey) : formText(spec, state, key, false);
    if (!("to" in step)) return step;
    state = step.to;
  }
  return { focus: focusOf(spec, state), values: state.values };
}

const bare: FormSpec = { fields: [], buttons: buttons() };

it.each([
  ["enter alone goes back", bare, ["enter"], { press: BACK }],
  ["tab and enter go on", bare, ["next", "enter"], { press: "go" }],
  ["tab goes round", bare, ["next", "next"], { focus: BACK, values: {} }],
  ["arrows go through the buttons", bare, ["right", "enter"], { press: "go" }],
  ["text does nothing on a button", bare, ["x", "enter"], { press: BACK }],
  [
    "enter with words missing says so",
    { fields: [words], buttons: buttons("needs the words") },
    ["enter"],
    { refused: "needs the words" },
  ],
  [
    "enter with all there moves to the button that goes on, and presses nothing",
    { fields: [words], buttons: buttons() },
    ["enter"],
    { focus: "go", values: {} },
  ],
  ["a second enter presses it", { fields: [words], buttons: buttons() }, ["enter", "enter"], { press: "go" }],
  ["tab goes as it is drawn", { fields: [words], buttons: buttons() }, ["next", "enter"], { press: BACK }],
  [
    "also to what cannot be pressed",
    { fields: [words], buttons: buttons("no") },
    ["next", "next"],
    { focus: "go", values: {} },
  ],
  [
    "enter in a field goes to the next",
    { fields: [why, words], buttons: buttons() },
    ["enter"],
    { focus: "words", values: {} },
  ],
  [
    "arrows choose",
    { fields: [site], buttons: buttons() },
    ["right", "right"],
    { focus: "site", values: { site: "b" } },
  ],
  ["they go round", { fields: [site], buttons: buttons() }, ["left"], { focus: "site", values: { site: "c" } }],
  [
    "what was typed is taken back",
    { fields: [why], buttons: buttons() },
    ["a", "ü", "erase"],
    { focus: "why", values: { why: "a" } },
  ],
  [
    "the focus can begin elsewhere",
    { fields: [why, words], buttons: buttons(), start: "words" },
    ["l"],
    { focus: "words", values: { words: "l" } },
  ],
  [
    "a field can have its own button",
    { fields: [{ ...why, enters: "no" }, words], buttons: [...buttons(), { id: "no", label: "No" }] },
    ["enter"],
    { focus: "no", values: {} },
  ],
] as const)("%s", (_name, spec, keys, wanted) => expect(after(spec as FormSpec, keys)).toEqual(wanted));

it("takes a paste as text, but never as the words that confirm", () => {
  const spec: FormSpec = { fields: [why, words], buttons: buttons() };
  expect(formText(spec, { focus: "why", values: {} }, "it is late", true)).toEqual({
    to: { focus: "why", values: { why: "it is late" } },
  });
  expect(formText(spec, { focus: "words", values: {} }, "lab break", true)).toEqual({
    refused: "these words are typed, not pasted",
  });
  expect(formText(bare, empty, "x", true)).toEqual({ refused: AT_ONCE });
});

it("gives the focus to what is there when a field has gone", () => {
  expect(focusOf(bare, { focus: "words", values: {} })).toBe(BACK);
});
