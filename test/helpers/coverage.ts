import { readFileSync } from "node:fs";

/** One row of docs/COVERAGE.md. */
export interface CoverageRow {
  readonly system: string;
  /** Id of the runbook's line, or "" for what no runbook asks for. */
  readonly line: string;
  readonly checks: readonly string[];
  readonly alerts: readonly string[];
  readonly goals: readonly string[];
  /** Without the system; undefined where no fault can show it, which the note explains. */
  readonly fault: string | undefined;
  /** `runbook#step`, without the system. */
  readonly steps: readonly string[];
  readonly note: string;
}

/** The rows of docs/COVERAGE.md; a heading is the id of a system. */
export function readCoverage(): CoverageRow[] {
  let system = "";
  const rows: CoverageRow[] = [];
  for (const text of readFileSync("docs/COVERAGE.md", "utf8").split("\n")) {
    if (text.startsWith("## ")) system = text.slice(3).trim();
    const cells = text.split("|").slice(1, -1);
    const [line = "", , seen = "", fault = "", steps = "", note = ""] = cells.map((cell) => cell.trim());
    if (cells.length !== 6 || line === "line" || line.startsWith("---")) continue;
    rows.push({
      system,
      line: line === "-" ? "" : line,
      ...seenBy(seen),
      ...provenBy(fault),
      steps: namesIn(steps),
      note,
    });
  }
  return rows;
}

function seenBy(cell: string): Pick<CoverageRow, "checks" | "alerts" | "goals"> {
  const parts = cell.split(",").map((part) => part.trim());
  const of = (word: string) => parts.filter((part) => part.startsWith(`${word} `)).flatMap(namesIn);
  return {
    alerts: of("alert"),
    goals: of("goal"),
    checks: parts.filter((part) => part.startsWith("`")).flatMap(namesIn),
  };
}

function provenBy(cell: string): Pick<CoverageRow, "fault"> {
  return { fault: namesIn(cell)[0] };
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}
