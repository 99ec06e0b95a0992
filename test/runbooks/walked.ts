import { type CoverageRow, readCoverage } from "../helpers/coverage.ts";
import { closing, type Line } from "./run-lines.ts";

/** Which steps passed in the runs of one lab, and under which faults: what docs/COVERAGE.md promises of its rows. */
export class Walked {
  readonly #steps = new Set<string>();
  readonly #broken = new Set<string>();
  readonly #healed = new Set<string>();

  broke(fault: string): void {
    for (const before of this.#healed) this.#broken.delete(before);
    this.#healed.clear();
    this.#broken.add(fault);
  }

  /** What was broken last counts until another is: a run afterwards shows that all is well again. */
  healed(fault: string): void {
    this.#healed.add(fault);
  }

  ran(runbook: string, lines: readonly Line[]): void {
    const closed = closing(lines);
    // A step whose only deed is to end the run has done it when the run ended with its very words.
    const ended = ({ type, reason }: Line) => type === "step.failed" && reason === closed;
    for (const line of lines) {
      if (line.type === "step.passed" || ended(line)) this.#add(runbook, line.step ?? "");
    }
  }

  /** A step that should end the run under this fault, and was seen to do so. */
  stopped(runbook: string, step: string): void {
    this.#add(runbook, step);
  }

  #add(runbook: string, step: string): void {
    for (const fault of ["", ...this.#broken]) this.#steps.add(`${fault} ${runbook}#${step}`);
  }

  /** Steps of the rows of a system that no run has walked, as `line: fault step`. A row without a fault is content with any run. */
  missing(system: string, here: (row: CoverageRow) => boolean = () => true): readonly string[] {
    const rows = readCoverage().filter((row) => row.system === system && here(row));
    return rows.flatMap(({ line, fault = "", steps }) =>
      steps.flatMap((step) => (this.#steps.has(`${fault} ${step}`) ? [] : [`${line}: ${fault} ${step}`])),
    );
  }
}
