/** The panels in the order of their digits. A system file names them; what each one shows is handed in from `panels/`. */
export const PANELS = ["deploy", "sync", "watchtower", "queues", "circuits", "stuck"] as const;

/** Their keys. */
export const PANEL_DIGITS = `1-${PANELS.length}`;

/** How many lines they take with so many beside each other. */
export function linesOfPanels(perLine: number): number {
  return Math.ceil(PANELS.length / perLine);
}
