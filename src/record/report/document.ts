import type { Verdict } from "../../core/reading.ts";

/** A report before it has a format. All texts are raw data: whoever writes a format makes them safe for it. */
export interface ReportDocument {
  readonly title: string;
  readonly lines: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly ListItem[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: "code"; readonly lines: readonly string[] }
  | { readonly kind: "bars"; readonly bars: BarChart }
  | { readonly kind: "curve"; readonly series: Series };

export interface ListItem {
  readonly text: string;
  /** What to type for it. */
  readonly command?: string;
  readonly steps?: readonly string[];
}

/** One text, or several that stand under each other. */
export type Cell = string | readonly string[];

export interface Row {
  readonly cells: readonly Cell[];
  readonly verdict?: Verdict;
}

/** What was bad, alarmed or owed, over the time of the incident. Times in ms since 1970. */
export interface BarChart {
  readonly from: number;
  readonly to: number;
  readonly bars: readonly Bar[];
  /** When something was changed; `number` is that of its table. */
  readonly marks: readonly { readonly at: number; readonly number: number; readonly label: string }[];
}

interface Bar {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** It was not over then. */
  readonly open: boolean;
  readonly tone: "fail" | "warn" | "duty";
}

/** The values of one fact as they were read; null where they are not known. */
export interface Series {
  readonly check: string;
  readonly title: string;
  readonly fact: string;
  readonly threshold: number | undefined;
  readonly points: readonly { readonly at: number; readonly value: number | null }[];
}
