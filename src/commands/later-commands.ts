import type { Command } from "./command.ts";
import { later } from "./later.ts";

const soon = (
  base: Pick<Command, "id" | "title" | "group"> & { readonly key: string; readonly footer?: Command["footer"] },
  reason: Parameters<typeof later>[0],
): Command => ({
  id: base.id,
  title: base.title,
  group: base.group,
  keys: [base.key],
  scope: "main",
  ...(base.footer && { footer: base.footer }),
  disabled: later(reason),
  run: () => undefined,
});

/** Keys that have their place and their reason, but no work yet. */
export const laterCommands: readonly Command[] = [
  soon(
    {
      id: "runbook.open",
      title: "runbooks that fit",
      group: "Change",
      key: "r",
      footer: { keys: "r", words: "runbooks", keep: true },
    },
    "runbooks",
  ),
  soon({ id: "duty.open", title: "open duties and their restore", group: "Change", key: "R" }, "duties"),
  soon({ id: "write.unlock", title: "ask to unlock writing", group: "Change", key: "w" }, "writing"),
  soon({ id: "write.lock", title: "lock writing", group: "Change", key: "W" }, "writing"),
  soon({ id: "incident.open", title: "open, name, hand over", group: "Incident", key: "i" }, "incidents"),
  soon({ id: "evidence.add", title: "evidence from this row", group: "Incident", key: "e" }, "incidents"),
  soon({ id: "note.add", title: "note", group: "Incident", key: "m" }, "incidents"),
];
