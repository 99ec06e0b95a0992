import { checkKinds } from "../../checks/index.ts";
import { panels } from "../../panels/index.ts";
import { commandTable } from "../../src/commands/commands.ts";

/** Ids of the panels of this build, as bin hands them in. */
export const panelIds = panels.map(({ id }) => id);

/** What of this build a configuration may name. */
export const known = { kinds: checkKinds, panels: panelIds };

/** The commands of this build. */
export const commands = commandTable(panelIds);
