import { changeCommands } from "./change-commands.ts";
import type { Command } from "./command.ts";
import { confirmCommands } from "./confirm-commands.ts";
import { detailCommands } from "./detail-commands.ts";
import { formCommands } from "./form-commands.ts";
import { incidentCommands } from "./incident-commands.ts";
import { leaveCommands, leaveDialogCommands } from "./leave-commands.ts";
import { listCommands } from "./list-commands.ts";
import { lookCommands } from "./main-commands.ts";
import { overlayCommands } from "./overlay-commands.ts";
import { runCommands } from "./run-commands.ts";
import { blankCommands, viewCommands } from "./view-commands.ts";

/** The one table of commands, for the panels of these ids. */
export function commandTable(panels: readonly string[]): readonly Command[] {
  return [
    ...lookCommands(panels),
    ...changeCommands,
    ...incidentCommands,
    ...viewCommands,
    ...blankCommands,
    ...leaveCommands,
    ...detailCommands,
    ...overlayCommands,
    ...confirmCommands,
    ...runCommands,
    ...listCommands,
    ...formCommands,
    ...leaveDialogCommands,
  ];
}
