/** What a small dialog would change, in words; `fault` is the only thing this part can change. */
interface Change {
  readonly kind: "break" | "heal";
  readonly id: string;
  readonly title: string;
  readonly system: string;
}

/** At most one overlay is open; while it is, it gets the keys. */
export type Overlay =
  | { readonly type: "detail"; readonly checkId: string; readonly scroll: number; readonly raw: boolean }
  | { readonly type: "palette"; readonly text: string; readonly index: number }
  | { readonly type: "filter"; readonly panel: string; readonly text: string }
  | { readonly type: "help"; readonly text: string; readonly scroll: number }
  | { readonly type: "system"; readonly index: number }
  | { readonly type: "log"; readonly scroll: number }
  | { readonly type: "confirm"; readonly change: Change; readonly button: number }
  | { readonly type: "leave"; readonly button: number };

/** One line over the key line, until it is old. */
interface Notice {
  readonly text: string;
  readonly at: number;
}

/** What an operator did to the screen. None of it changes a system. */
export interface ViewState {
  /** Panel with the focus, or `timeline`. */
  readonly focus: string;
  /** An operator has touched the screen, or every check was looked at: the focus moves by keys only. */
  readonly settled: boolean;
  readonly zoomed: boolean;
  /** Check under the cursor, by panel. */
  readonly selected: Readonly<Record<string, string>>;
  readonly filters: Readonly<Record<string, string>>;
  /** The one system shown, or all. */
  readonly system: string | undefined;
  readonly timelineScroll: number;
  readonly overlay: Overlay | undefined;
  readonly notice: Notice | undefined;
  /** A key pressed once that asks for a second time: which command, which check, when. */
  readonly asked: { readonly what: string; readonly at: number; readonly times: number } | undefined;
}

export const TIMELINE = "timeline";
/** The panels in the order of their digits; a panel that is not handed in stays empty. */
export const PANELS = ["deploy", "sync", "watchtower", "queues", "circuits", "stuck"] as const;

export const initialView: ViewState = {
  focus: "deploy",
  settled: false,
  zoomed: false,
  selected: {},
  filters: {},
  system: undefined,
  timelineScroll: 0,
  overlay: undefined,
  notice: undefined,
  asked: undefined,
};
