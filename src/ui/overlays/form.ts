import { type FormField, type FormSpec, focusOf } from "../../commands/form.ts";
import { formSpec, heldForm } from "../../commands/forms.ts";
import type { FormState } from "../../store/view-state.ts";
import type { BodyLine } from "../draw/frame.ts";
import { widthOf } from "../text/clean.ts";
import { type Line, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";
import { buttonLine } from "./buttons.ts";
import { type Dialog, FLOATS_FROM } from "./dialog.ts";
import { formFacts } from "./form-facts.ts";
import { proseLines } from "./label-lines.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

/** A dialog with what it is about on top, and its fields and buttons, which are always seen, below. */
export function formDialog(overlay: OverlayOf<"form">, props: OverlayProps): Dialog {
  const { state, theme } = props;
  const spec = formSpec(state, overlay);
  const facts = formFacts(overlay, props);
  const width = innerWidth(props.columns);
  return {
    title: [span(facts.title, facts.look === "danger" ? "fail-bold" : "bold")],
    ...(facts.right !== undefined && { right: [span(facts.right, "dim")] }),
    look: facts.look,
    scroll: overlay.scroll,
    wants: { columns: WIDTH },
    body: ({ columns }) => facts.lines(columns).map((line) => ({ line })),
    last: [
      ...[...(facts.always?.(width) ?? []), ...heldLines(overlay, props, width)].map((line) => ({ line })),
      ...lastLines(spec, overlay, { columns: width }, theme),
    ],
  };
}

function heldLines({ about }: OverlayOf<"form">, { state, theme }: OverlayProps, columns: number): readonly Line[] {
  const held = heldForm(state, about);
  return held === undefined ? [] : proseLines(theme.say(held), columns, "fail-bold");
}

const WIDTH = 108;

function innerWidth(columns: number): number {
  return columns >= FLOATS_FROM ? Math.min(columns - 8, WIDTH) - 2 : columns - 2;
}

function lastLines(
  spec: FormSpec,
  state: FormState,
  { columns }: Pick<OverlayProps, "columns">,
  theme: Theme,
): readonly BodyLine[] {
  const focus = focusOf(spec, state);
  const fields = spec.fields.flatMap((field) =>
    fieldLines(field, state, { columns, focused: field.id === focus }, theme),
  );
  const rule: Line = [span(theme.glyphs.floor.repeat(columns), "border")];
  const lines = [...(fields.length > 0 ? [rule, ...fields] : [[]]), ...buttonLines(spec, focus, columns, theme)];
  return lines.map((line) => ({ line }));
}

interface FieldPlace {
  readonly columns: number;
  readonly focused: boolean;
}

const INDENT = 4;

/** Label, what is wanted, and what was typed: on one line where it fits. */
function fieldLines(field: FormField, state: FormState, place: FieldPlace, theme: Theme): readonly Line[] {
  const value = state.values[field.id] ?? "";
  const mark = span(place.focused ? ` ${theme.glyphs.now} ` : "   ", "focus-bold");
  const label: Line = [mark, span(field.label, place.focused ? "bold" : "dim"), span("  ")];
  const typed = valueLines(field, value, place, theme);
  if (field.exact !== undefined)
    return [
      [...label, span(theme.say(field.exact, 200), "bold"), span("  (capitals count)", "dim")],
      ...typed.map(indented),
    ];
  const [first = [], ...more] = typed;
  const wide = 5 + widthOf(field.label) + first.reduce((sum, { text }) => sum + widthOf(text), 0);
  const about = theme.say(field.about ?? "", 200);
  const head: Line = more.length > 0 || wide > place.columns ? label : [...label, ...first];
  const below = head === label ? typed.map(indented) : [];
  if (about === "") return [head, ...below];
  const width = head.reduce((sum, { text }) => sum + widthOf(text), 0) + 3 + widthOf(about);
  if (width <= place.columns) return [[...head, span("   "), span(about, "dim")], ...below];
  const words = wrapText(about, Math.max(8, place.columns - INDENT));
  return [head, ...below, ...words.map((text) => indented([span(text, "dim")]))];
}

function indented(line: Line): Line {
  return [span(" ".repeat(INDENT)), ...line];
}

function valueLines(field: FormField, value: string, { columns, focused }: FieldPlace, theme: Theme): readonly Line[] {
  const { glyphs, say } = theme;
  const caret = span(focused ? glyphs.caret : "", "focus-bold");
  if (field.choices) return choiceLines(field, value, focused, theme);
  const left = field.exact === undefined ? 0 : Math.max(0, widthOf(say(field.exact)) - widthOf(say(value)));
  const lines = wrapText(say(value, 400), Math.max(8, columns - INDENT - 2 - left));
  return lines.map((text, index) =>
    index === lines.length - 1
      ? [span(text, "bold"), caret, span(glyphs.threshold.repeat(left), "dim")]
      : [span(text, "bold")],
  );
}

function choiceLines({ choices = [] }: FormField, value: string, focused: boolean, theme: Theme): readonly Line[] {
  const at = choices.findIndex((choice) => choice.value === value);
  const label = choices[at]?.label ?? (choices.length === 0 ? "nothing to choose" : "not chosen");
  const count = at < 0 ? `${choices.length} to choose from` : `${at + 1} of ${choices.length}`;
  return [
    [
      span(theme.say(label, 200), at < 0 ? "dim" : "bold"),
      span(`  ${count}`, "dim"),
      span(focused ? theme.say("  ← → choose") : "", "focus"),
    ],
  ];
}

/** Buttons, and why the one that goes on cannot be pressed; on a line of its own where there is no room. */
function buttonLines({ buttons }: FormSpec, focus: string, columns: number, theme: Theme): readonly Line[] {
  const labels = buttons.map(({ label }) => theme.say(label, 60));
  const line = buttonLine(
    labels,
    buttons.findIndex(({ id }) => id === focus),
  );
  const why = buttons[1]?.why;
  if (why === undefined) return [line];
  const note = theme.say(why, 300);
  const width = line.reduce((sum, { text }) => sum + widthOf(text), 0);
  if (width + 2 + widthOf(note) <= columns) return [[...line, span(`  ${note}`, "dim")]];
  return [...wrapText(note, columns - 4).map((words): Line => [span(`    ${words}`, "dim")]), line];
}
