import { ROLES } from "../../core/incident.ts";
import type { Typed } from "../../core/run-question.ts";
import type { BodyOf } from "../../journal/entry.ts";
import type { OpenIncident } from "../../store/state.ts";

/** How bad an incident is and who does what, as `incident.named` says it. */
export type Standing = Pick<BodyOf<"incident.named">, "severity" | "roles">;

/** What of a dialog is different from what is so: what it does not say stays. */
export function standingOf(typed: Typed, incident: Pick<OpenIncident, "severity" | "roles"> | undefined): Standing {
  const { severity = "" } = typed;
  const roles = ROLES.flatMap((role): [string, string][] => {
    const person = typed[role]?.trim();
    return person === undefined || person === (incident?.roles?.[role] ?? "") ? [] : [[role, person]];
  });
  return {
    ...(severity !== "" && severity !== incident?.severity && { severity }),
    ...(roles.length > 0 && { roles: Object.fromEntries(roles) }),
  };
}
