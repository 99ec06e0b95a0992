/** A line of a run's journal, as `run --json` tells it. */
export interface Line {
  readonly type: string;
  readonly step?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly result?: string;
  readonly duty?: string;
  readonly action?: string;
  readonly captured?: Readonly<Record<string, unknown>>;
}

export function linesOf(text: string): readonly Line[] {
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Line);
}

/** What went wrong in a run, in words: an empty list is what is wanted. */
export function troubles(lines: readonly Line[]): readonly string[] {
  return lines.filter(({ type }) => type === "step.failed").map(({ step, reason }) => `${step}: ${reason}`);
}

/** The steps that failed, without their words. */
export function failed(lines: readonly Line[]): readonly string[] {
  return lines.flatMap(({ type, step = "" }) => (type === "step.failed" ? [step] : []));
}

export function passed(lines: readonly Line[], step: string): Line | undefined {
  return lines.find((line) => line.type === "step.passed" && line.step === step);
}

export function skipped(lines: readonly Line[]): readonly string[] {
  return lines.flatMap(({ type, step = "" }) => (type === "step.skipped" ? [step] : []));
}

/** Why a run was closed, or undefined. */
export function closing(lines: readonly Line[]): string | undefined {
  return lines.find(({ type }) => type === "run.closed")?.reason;
}
