import { type CoverageRow, readCoverage } from "../helpers/coverage.ts";

interface Told {
  readonly type: string;
  readonly step?: string;
  readonly reason?: string;
}

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

  ran(runbook: string, lines: readonly Told[]): void {
    const closed = lines.find(({ type }) => type === "run.closed");
    // A step whose only deed is to end the run has done it when the run ended with its very words.
    const ended = ({ type, reason }: Told) => type === "step.failed" && reason === closed?.reason;
    for (const line of lines) {
      if (line.type !== "step.passed" && !ended(line)) continue;
      for (const fault of ["", ...this.#broken]) this.#steps.add(`${fault} ${runbook}#${line.step}`);
    }
  }

  /** Steps of the rows of a system that no run has walked, as `line: fault step`. A row without a fault is content with any run. */
  missing(system: string, here: (row: CoverageRow) => boolean = () => true): readonly string[] {
    const rows = readCoverage().filter((row) => row.system === system && here(row));
    return rows.flatMap(({ line, fault = "", steps }) =>
      steps.flatMap((step) => (this.#steps.has(`${fault} ${step}`) ? [] : [`${line}: ${fault} ${step}`])),
    );
  }
}
