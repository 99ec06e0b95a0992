/** The person of a journal line, without uid and terminal. */
export function nameOf(by: string): string {
  return by.replace(/ uid=.*$/, "");
}

/** Ids of rows that are no checks: `system/alert:NAME`, `system/goal:NAME`. */
export function rowKind(id: string): "check" | "alert" | "goal" {
  const name = id.slice(id.indexOf("/") + 1);
  if (name.startsWith("alert:")) return "alert";
  return name.startsWith("goal:") ? "goal" : "check";
}

/** Worst last. */
export const SEVERITY = { ok: 0, unknown: 1, warn: 2, fail: 3 } as const;

/** What was sent where; a look that writes is sent by its check. */
export function changeWords({ action, target }: { readonly action: string; readonly target: string }): string {
  return action === "look" ? `look by ${target}, which writes` : `${action} to ${target}`;
}
