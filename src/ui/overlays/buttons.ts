import { type Line, span } from "../text/style.ts";

/** The button with focus has brackets, since colour may be off. */
export function buttonLine(labels: readonly string[], focused: number, note = ""): Line {
  const buttons = labels.flatMap(
    (label, index): Line => [
      span(index === 0 ? "  " : "    "),
      index === focused ? span(`[ ${label} ]`, "bold") : span(`  ${label}  `, "dim"),
    ],
  );
  return note === "" ? buttons : [...buttons, span(`  ${note}`, "dim")];
}
