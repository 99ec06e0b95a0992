import type { Choice } from "../store/select-run.ts";
import type { FormState } from "../store/view-state.ts";

/** One field of a dialog. */
export interface FormField {
  readonly id: string;
  readonly label: string;
  /** What is chosen from; absent: it is typed. */
  readonly choices?: readonly Choice[];
  /** Words that must be typed by hand: a paste does not count. */
  readonly exact?: string;
  readonly about?: string;
  /** The button that enter moves to from here; absent: from the last field the one that goes on. */
  readonly enters?: string;
}

/** One button of a dialog. The first one goes back, and needs no reason. */
export interface FormButton {
  readonly id: string;
  readonly label: string;
  /** Why it cannot be pressed now. */
  readonly why?: string | undefined;
}

export interface FormSpec {
  readonly fields: readonly FormField[];
  readonly buttons: readonly [FormButton, ...FormButton[]];
  /** What has the focus at first; absent: the first field, else the button that goes back. */
  readonly start?: string | undefined;
}

export const BACK = "back";

/** What a key does to a dialog: another state of it, a button pressed, or a reason why not. */
export type FormStep = { readonly to: FormState } | { readonly press: string } | { readonly refused: string };

export type FormKey = "next" | "previous" | "enter" | "up" | "down" | "left" | "right" | "erase";

/** Id of what has the focus. What is gone gives it to the first. */
export function focusOf(spec: FormSpec, { focus }: FormState): string {
  const ids = places(spec);
  const first = spec.start ?? ids[0] ?? BACK;
  return ids.includes(focus) ? focus : first;
}

/** In the order in which they are drawn. Without fields the button that goes back is first, so that enter alone confirms nothing. */
function places({ fields, buttons }: FormSpec): readonly string[] {
  return [...fields, ...buttons].map(({ id }) => id);
}

/** Pure: a dialog after one key. */
export function formKey(spec: FormSpec, state: FormState, key: FormKey): FormStep {
  const focus = focusOf(spec, state);
  const field = spec.fields.find(({ id }) => id === focus);
  switch (key) {
    case "next":
      return { to: { ...state, focus: beside(spec, focus, 1) } };
    case "previous":
      return { to: { ...state, focus: beside(spec, focus, -1) } };
    case "enter":
      return field ? enterField(spec, state, field) : press(spec, focus);
    case "erase":
      return { to: field && !field.choices ? withValue(state, field, erased(state.values[field.id])) : state };
    default:
      return { to: field?.choices ? chosen(state, field, ahead(key)) : moved(spec, state, focus, key) };
  }
}

/** Pure: a dialog after text. A paste is text of a field, never words that confirm. */
export function formText(spec: FormSpec, state: FormState, text: string, pasted: boolean): FormStep {
  const focus = focusOf(spec, state);
  const field = spec.fields.find(({ id }) => id === focus);
  if (!field || field.choices) return pasted ? { refused: AT_ONCE } : { to: state };
  if (pasted && field.exact !== undefined) return { refused: "these words are typed, not pasted" };
  return { to: withValue(state, field, `${state.values[field.id] ?? ""}${text}`.slice(0, LONGEST)) };
}

const LONGEST = 400;

/** Of a paste where no text is wanted, or of keys that a slow line brought together. */
export const AT_ONCE = "keys at once, as from a paste, do nothing here: press one by one";

function beside(spec: FormSpec, focus: string, by: number): string {
  const ids = places(spec);
  return ids[(ids.indexOf(focus) + by + ids.length) % ids.length] ?? BACK;
}

/** Enter in a field presses nothing: it moves on, from the last one to the button that goes on, or says what is missing. */
function enterField(spec: FormSpec, state: FormState, field: FormField): FormStep {
  const onward = field.id === spec.fields.at(-1)?.id ? spec.buttons[1]?.id : undefined;
  const button = field.enters ?? onward;
  if (button === undefined) return formKey(spec, state, "next");
  const step = press(spec, button);
  return "refused" in step ? step : { to: { ...state, focus: button } };
}

function press({ buttons }: FormSpec, id: string): FormStep {
  const why = buttons.find((button) => button.id === id)?.why;
  return why === undefined ? { press: id } : { refused: why };
}

function ahead(key: FormKey): number {
  return key === "right" || key === "down" ? 1 : -1;
}

/** Arrows go through the buttons, and up and down through all. */
function moved(spec: FormSpec, state: FormState, focus: string, key: FormKey): FormState {
  const inField = spec.fields.some(({ id }) => id === focus);
  if (inField && (key === "left" || key === "right")) return state;
  return { ...state, focus: beside(spec, focus, ahead(key)) };
}

function chosen(state: FormState, field: FormField, by: number): FormState {
  const { choices = [] } = field;
  if (choices.length === 0) return state;
  const at = choices.findIndex(({ value }) => value === state.values[field.id]);
  const next = at < 0 ? (by > 0 ? 0 : choices.length - 1) : (at + by + choices.length) % choices.length;
  return withValue(state, field, choices[next]?.value ?? "");
}

function erased(value = ""): string {
  return [...value].slice(0, -1).join("");
}

function withValue(state: FormState, { id }: FormField, value: string): FormState {
  return { ...state, focus: id, values: { ...state.values, [id]: value } };
}
