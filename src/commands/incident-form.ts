import { ROLES } from "../core/incident.ts";
import type { CockpitState } from "../store/state.ts";
import type { FormState } from "../store/view-state.ts";
import { BACK, type FormField, type FormSpec } from "./form.ts";

/** The button that goes on with the incident that was left open. */
export const GO_ON = "go-on";

/** What the dialog begins with: how the incident stands, and who sits here for a new one. */
export function incidentValues({
  incident,
  operator,
}: Pick<CockpitState, "incident" | "operator">): FormState["values"] {
  if (!incident) return { driver: operator };
  const { title, severity = "", roles = {} } = incident;
  return { title, severity, ...roles };
}

/** Name, severity and roles; enter in the name goes on at once, since the rest can wait. Without a name it is what was left. */
export function incidentForm(state: CockpitState, values: FormState["values"]): FormSpec {
  const { incident, left } = state;
  const title = (values.title ?? "").trim();
  const go = incident ? "name" : "go";
  const enters = left && title === "" ? GO_ON : go;
  const fields = [{ id: "title", label: "name", enters }, severityField(state), ...roleFields];
  const back = { id: BACK, label: "Cancel" };
  const unnamed = title === "" ? "needs a name" : undefined;
  if (!incident) {
    const goOn = left ? [{ id: GO_ON, label: `Go on with ${left.id}` }] : [];
    const open = { id: go, label: left ? "Open another" : "Open", why: unnamed };
    return { fields, buttons: [back, ...goOn, open], start: "title" };
  }
  const why = unnamed ?? (isSame(state, values) ? "nothing is different" : undefined);
  return {
    fields,
    buttons: [back, { id: go, label: "Save", why }, { id: "close", label: "Close it", why: cannotClose(state) }],
    start: "title",
  };
}

function severityField({ updates }: CockpitState): FormField {
  const choices = updates.severities.map(({ name }) => ({ value: name, label: name }));
  return { id: "severity", label: "severity", choices, about: "says how often an update is due" };
}

const roleFields = ROLES.map((role): FormField => ({ id: role, label: role }));

function isSame(state: CockpitState, values: FormState["values"]): boolean {
  const before = incidentValues(state);
  return ["title", "severity", ...ROLES].every((id) => (values[id] ?? "").trim() === (before[id] ?? ""));
}

function cannotClose({ incident, run, duties }: CockpitState): string | undefined {
  if (run && !run.closed) return "a runbook runs in it";
  const owed = duties.filter((duty) => duty.incident === incident?.id).map(({ id }) => id);
  return owed.length > 0 ? `${owed.join(", ")} must be restored first` : undefined;
}
