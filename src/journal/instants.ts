/**
 * Told right before a line is written and right after it is on disk, so that a test can end the process at each of
 * these instants. `line` with its newline, `path` of the journal.
 */
export interface Instants {
  reached(instant: "before-write" | "on-disk", line: string, path: string): void;
}
