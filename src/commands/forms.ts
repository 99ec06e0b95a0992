import { heldBack, restoreWords, stoppedWords } from "../core/change-guard.ts";
import type { Typed } from "../core/run-question.ts";
import { canReport } from "../store/can-report.ts";
import type { CockpitState } from "../store/state.ts";
import { type FormAbout, type FormState, type Overlay, RUNBOOK } from "../store/view-state.ts";
import { changeForm, secondForm } from "./change-form.ts";
import type { CommandContext } from "./command.ts";
import { BACK, type FormButton, type FormField, type FormSpec } from "./form.ts";
import { GO_ON, incidentForm } from "./incident-form.ts";
import { busy, manualForm, startForm } from "./param-forms.ts";

export type FormOverlay = Extract<Overlay, { type: "form" }>;
type Of<K extends FormAbout["kind"]> = Extract<FormAbout, { kind: K }>;

/** A dialog opened with what is known already. */
export function formOverlay(about: FormAbout, values: FormState["values"] = {}): FormOverlay {
  return { type: "form", about, focus: "", values, scroll: 0 };
}

/** Why a dialog cannot be completed in front of a room; a change is judged with all else that stands in its way. */
export function heldForm({ view }: CockpitState, { kind }: FormAbout): string | undefined {
  return kind === "change" ? undefined : heldBack(kind, view.presenting !== undefined);
}

/** Fields and buttons of a dialog as they are now. */
export function formSpec(state: CockpitState, { about, values }: Pick<FormOverlay, "about" | "values">): FormSpec {
  if (heldForm(state, about) !== undefined) return { fields: [], buttons: [back("Back")] };
  switch (about.kind) {
    case "start":
      return startForm(state, about.runbook, values);
    case "manual":
      return manualForm(state, about.question, values);
    case "change":
      return changeForm(state, about.question, values);
    case "restore":
      return restoreForm(state, about, values);
    case "decide":
      return textForm("reason", "why", about.decision, values);
    case "cannot":
      return textForm("reason", "why", "Say so", values);
    case "unlock":
      return unlockForm(state, values);
    case "incident":
      return incidentForm(state, values);
    case "note":
      return textForm("text", "note", "Write", values);
    case "update":
      return updateForm();
    case "go-on":
      return goOnForm(state, about.run, values);
  }
}

/** What a button does. Rejects with the reason why nothing came of it. */
export async function pressForm(context: CommandContext, overlay: FormOverlay, button: string): Promise<void> {
  const { about, values } = overlay;
  const { desk } = context.actions;
  switch (about.kind) {
    case "start":
      return watch(context, desk.start(about.runbook, values));
    case "go-on":
      return button === ABANDON ? desk.abandon(about.run) : watch(context, desk.goOn(about.run, values));
    case "restore":
      return watch(context, desk.restore(about.duty, values));
    case "change":
      return button === secondForm.button
        ? checkReply(context, overlay)
        : watch(context, desk.confirm(about.question, values));
    case "manual":
      return button === "cannot" ? askWhyNot(context, about.question) : desk.done(about.question, values);
    case "cannot":
      return desk.cannot(about.question, values.reason ?? "");
    case "decide":
      return desk.decide(about.decision, values.reason ?? "");
    case "unlock":
      return desk.unlock(values.environment ?? "");
    case "note":
      return desk.note(values.text ?? "");
    case "incident":
      return pressIncident(context, values, button);
    case "update":
      return sendUpdate(context, values.needs ?? "");
  }
}

/** What was begun is looked at. */
async function watch({ dispatch }: CommandContext, begun: Promise<void>): Promise<void> {
  await begun;
  dispatch({ type: "panel.focused", panel: RUNBOOK });
}

/** Once the answer of the second person counts, the words are still to be typed. */
async function checkReply({ actions, dispatch }: CommandContext, overlay: FormOverlay): Promise<void> {
  if (overlay.about.kind !== "change") return;
  const { [secondForm.field]: reply = "", ...values } = overlay.values;
  await actions.desk.readBack(overlay.about.question, reply);
  dispatch({ type: "overlay.opened", overlay: { ...overlay, values, focus: "" } });
}

async function askWhyNot({ dispatch }: CommandContext, question: string): Promise<void> {
  dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "cannot", question }) });
}

function pressIncident({ state, actions: { desk } }: CommandContext, values: Typed, button: string): Promise<void> {
  if (button === "close") return desk.closeIncident();
  if (button === GO_ON) return desk.continueIncident();
  return state.incident ? desk.nameIncident(values) : desk.openIncident(values);
}

/** Into the clipboard, and into the journal: it is sent by the one who pastes it. */
async function sendUpdate({ state, actions, dispatch }: CommandContext, needs: string): Promise<void> {
  const text = canReport(state, needs);
  await actions.desk.keepUpdate(text);
  actions.copy(text);
  dispatch({
    type: "notice.shown",
    text: "copied, if your terminal takes OSC 52, and noted as sent: paste it where they read",
  });
}

function back(label = "Cancel"): FormButton {
  return { id: BACK, label };
}

const verbs: Readonly<Record<string, string>> = { skip: "Skip it", override: "Override it", abort: "Abort the run" };

function textForm(id: string, label: string, verb: string, values: FormState["values"]): FormSpec {
  const empty = (values[id] ?? "").trim() === "";
  const onward: FormButton = { id: "go", label: verbs[verb] ?? verb, why: empty ? `needs the ${id}` : undefined };
  return { fields: [{ id, label }], buttons: [back(), onward] };
}

function updateForm(): FormSpec {
  const needs: FormField = { id: "needs", label: "what else is needed", about: "of those who read it" };
  return { fields: [needs], buttons: [back(), { id: "go", label: "Copy it, and note it as sent" }] };
}

const ABANDON = "abandon";

/** What was restored meanwhile leaves nothing to go on with. */
function goOnForm(state: CockpitState, run: string, values: FormState["values"]): FormSpec {
  const found = state.interrupted.find((one) => one.run === run);
  const words = found?.elsewhere && found.restored === undefined ? stoppedWords(found.elsewhere) : undefined;
  const fields: readonly FormField[] =
    words === undefined ? [] : [{ id: "words", label: "type the words", exact: words }];
  const why = busy(state) ?? (words === undefined || values.words === words ? undefined : "needs the words");
  const onward =
    found?.restored === undefined ? { id: "go", label: "Go on", why } : { id: ABANDON, label: "Abort the run" };
  return { fields, buttons: [back("Not now"), onward] };
}

function restoreForm(state: CockpitState, { duty }: Of<"restore">, values: FormState["values"]): FormSpec {
  const open = state.duties.find(({ id }) => id === duty);
  if (!open || (state.leader && !state.leader.far)) return { fields: [], buttons: [back("Back")] };
  const words = restoreWords(open, state.now);
  const fields: readonly FormField[] =
    words === undefined ? [] : [{ id: "words", label: "type the words", exact: words }];
  const why = words === undefined || values.words === words ? undefined : "it is early: needs the words";
  return { fields, buttons: [back(), { id: "go", label: `Restore ${open.id}`, why }] };
}

/** Environments of which at least one system may be changed. */
export function unlockable({ systems }: CockpitState): readonly string[] {
  return [...new Set(systems.filter(({ locked }) => !locked).map(({ environment }) => environment))];
}

function unlockForm(state: CockpitState, values: FormState["values"]): FormSpec {
  const names = unlockable(state);
  const why = names.includes(values.environment ?? "") ? undefined : "needs the name of the environment";
  const field: FormField = { id: "environment", label: "type its name", exact: names.join(" or ") };
  return { fields: [field], buttons: [back(), { id: "go", label: "Unlock", why }] };
}
