import type { Command } from "./command.ts";
import { confirmCommands } from "./confirm-commands.ts";
import { detailCommands } from "./detail-commands.ts";
import { laterCommands } from "./later-commands.ts";
import { leaveCommands, leaveDialogCommands } from "./leave-commands.ts";
import { lookCommands } from "./main-commands.ts";
import { overlayCommands } from "./overlay-commands.ts";
import { viewCommands } from "./view-commands.ts";

/** The one table of commands. */
export const commands: readonly Command[] = [
  ...lookCommands,
  ...laterCommands,
  ...viewCommands,
  ...leaveCommands,
  ...detailCommands,
  ...overlayCommands,
  ...confirmCommands,
  ...leaveDialogCommands,
];
