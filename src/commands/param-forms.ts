import type { ParamSpec, RunQuestion } from "../core/run-question.ts";
import { scalarOf } from "../core/run-question.ts";
import { leaderWords } from "../store/leader-words.ts";
import { choicesOf } from "../store/select-run.ts";
import type { CockpitState } from "../store/state.ts";
import type { FormState } from "../store/view-state.ts";
import { BACK, type FormField, type FormSpec } from "./form.ts";

type Values = FormState["values"];
type Params = Readonly<Record<string, ParamSpec>>;

/** What a form of parameters begins with. */
export function defaultsOf(params: Params): Values {
  const given = Object.entries(params).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return Object.fromEntries(given);
}

/** Ids of the checks that find what can be chosen. */
export function choiceChecks(system: string, params: Params): readonly string[] {
  const found = Object.values(params).flatMap(({ choices }) =>
    choices !== undefined && "check" in choices ? [`${system}/${choices.check}`] : [],
  );
  return [...new Set(found)];
}

/** The parameters of a runbook, and Start. */
export function startForm(state: CockpitState, id: string, values: Values): FormSpec {
  const offer = state.runbooks.find((one) => one.id === id);
  if (!offer) return { fields: [], buttons: [{ id: BACK, label: "Back" }] };
  const fields = fieldsOf(state, offer.system, offer.params);
  const why = busy(state) ?? missing(offer.params, fields, values);
  return {
    fields,
    buttons: [
      { id: BACK, label: "Cancel" },
      { id: "go", label: "Start", why },
    ],
  };
}

/** Only one run at a time has this screen. */
export function busy({ run, leader }: Pick<CockpitState, "run" | "leader">): string | undefined {
  if (leader) return `${leaderWords(leader)}: run it there`;
  return run && !run.closed ? `${run.title} runs: end it first` : undefined;
}

/** What a manual step asks for, and whether it could be done. */
export function manualForm(state: CockpitState, question: string, values: Values): FormSpec {
  const asked = theQuestion(state, question);
  if (asked?.kind !== "manual") return { fields: [], buttons: [{ id: BACK, label: "Back" }] };
  const fields = fieldsOf(state, state.run?.system ?? "", asked.ask);
  const why = missing(asked.ask, fields, values);
  return {
    fields,
    buttons: [
      { id: BACK, label: "Back" },
      { id: "go", label: "Done", why },
      { id: "cannot", label: "It cannot be done" },
    ],
  };
}

function theQuestion({ question }: CockpitState, id: string): RunQuestion | undefined {
  return question?.id === id ? question : undefined;
}

function fieldsOf(state: CockpitState, system: string, params: Params): readonly FormField[] {
  return Object.entries(params).map(([id, spec]): FormField => {
    const choices = choicesOf(state, system, spec);
    const about = spec.about ?? (spec.type === "file" ? "the path of a file" : undefined);
    return { id, label: id, ...(choices && { choices }), ...(about !== undefined && { about }) };
  });
}

function missing(params: Params, fields: readonly FormField[], values: Values): string | undefined {
  for (const { id, choices } of fields) {
    const spec = params[id];
    const value = values[id] ?? "";
    if (choices?.length === 0) return `there is nothing to choose for ${id} yet: look again`;
    if (value.trim() === "" && spec?.default === undefined) return `needs ${id}`;
    if (spec && value !== "" && scalarOf(spec, value) === undefined) return `${id} is a number`;
  }
  return undefined;
}
