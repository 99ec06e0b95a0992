import { commandTable } from "../../commands/commands.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import type { CockpitState } from "../../store/state.ts";
import { renderFrame } from "../../ui/render-frame.tsx";
import type { Theme } from "../../ui/theme/theme.ts";
import { type CliContext, panelIds } from "../context.ts";
import { type RecordParts, recordIncident } from "./record-incident.ts";

interface ScreenRecorderParts extends Pick<RecordParts, "store" | "state" | "redact" | "tell"> {
  readonly context: Pick<CliContext, "panels" | "stdout" | "version">;
  readonly theme: Theme;
}

/** Records an incident with the frames of this terminal. */
export function screenRecorder({
  context,
  theme,
  ...parts
}: ScreenRecorderParts): (journal: JournalWriter) => () => void {
  const { panels, stdout, version } = context;
  const commands = commandTable(panelIds(context));
  const { depth, ground, ascii } = theme;
  const frame = (state: CockpitState) => {
    const { columns = 80, rows = 24 } = stdout;
    const text = renderFrame({ state, panels, commands, columns, rows, theme });
    return { text, shape: { columns, rows, theme: { depth, ground, ascii } } };
  };
  return (journal) => recordIncident({ ...parts, journal, version, frame });
}
