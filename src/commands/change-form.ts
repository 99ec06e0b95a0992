import { blockedBy, isStale, STALE, unconfirmed, wordsOf } from "../core/change-guard.ts";
import type { ConfirmAsk } from "../core/run-question.ts";
import { changeMoment } from "../store/select-run.ts";
import type { CockpitState } from "../store/state.ts";
import type { FormState } from "../store/view-state.ts";
import { BACK, type FormButton, type FormField, type FormSpec } from "./form.ts";

/** Where the code of the second person is typed, and what checks it. */
export const secondForm = { field: "reply", button: "check" } as const;

/** What a change wants typed, and its button, which says what is missing. */
export function changeForm(state: CockpitState, question: string, values: FormState["values"]): FormSpec {
  const ask = state.question?.id === question ? state.question : undefined;
  if (ask?.kind !== "confirm") return { fields: [], buttons: [{ id: BACK, label: "Back" }] };
  const moment = changeMoment(state, ask);
  if (blockedBy(ask, moment) !== undefined) return { fields: [], buttons: [{ id: BACK, label: "Back" }] };
  const fields = [...(isStale(ask, moment) ? [stale] : []), ...secondFields(ask), ...wordFields(ask)];
  const onward: FormButton = { id: "go", label: verbOf(ask), why: unconfirmed(ask, values, moment) };
  const asks = fields.some(({ id }) => id === secondForm.field);
  const buttons: FormSpec["buttons"] = [{ id: BACK, label: "Cancel" }, onward, ...(asks ? [checkButton(values)] : [])];
  return { fields, buttons, start: fields.at(-1)?.id };
}

function checkButton(values: FormState["values"]): FormButton {
  const empty = (values[secondForm.field] ?? "").trim() === "";
  return { id: secondForm.button, label: "Check their answer", why: empty ? "needs their answer" : undefined };
}

const stale: FormField = { id: "stale", label: "the data is stale: type", exact: STALE };

function secondFields({ tier, approval }: ConfirmAsk): readonly FormField[] {
  if (tier !== 3 || approval?.given) return [];
  return [
    {
      id: secondForm.field,
      label: "their answer",
      enters: secondForm.button,
      about: "what opsdeck approve shows them",
    },
    { id: "solo", label: "or alone, because", about: "stays in the journal" },
  ];
}

function wordFields(ask: ConfirmAsk): readonly FormField[] {
  const words = wordsOf(ask);
  return words === undefined ? [] : [{ id: "words", label: "type the words", exact: words }];
}

/** A change that must be restored breaks something on purpose. */
export function breaks({ tier, manual }: Pick<ConfirmAsk, "tier" | "manual">): boolean {
  return tier === 3 && manual.length > 0;
}

function verbOf(ask: ConfirmAsk): string {
  if (ask.restores) return "Restore";
  if (ask.tier === 1) return "Apply";
  return `${breaks(ask) ? "Break" : "Change"} ${ask.environment}`;
}
