/** What a small dialog would change, in words; `fault` is the only thing this part can change. */
interface Change {
  readonly kind: "break" | "heal";
  readonly id: string;
  readonly title: string;
  readonly system: string;
}

/** A dialog with fields and buttons, and what it is about. Its fields, and what its buttons do, follow from that. */
export type FormAbout =
  | { readonly kind: "start"; readonly runbook: string }
  | { readonly kind: "go-on"; readonly run: string }
  | { readonly kind: "change"; readonly question: string }
  | { readonly kind: "manual"; readonly question: string }
  | { readonly kind: "cannot"; readonly question: string }
  | { readonly kind: "decide"; readonly decision: "skip" | "override" | "abort"; readonly step: string }
  | { readonly kind: "restore"; readonly duty: string }
  | { readonly kind: "unlock" }
  | { readonly kind: "incident" }
  | { readonly kind: "note" }
  | { readonly kind: "update" };

export interface FormState {
  /** Id of the field or button with the focus; empty: the first. */
  readonly focus: string;
  /** What was typed, by field. */
  readonly values: Readonly<Record<string, string>>;
}

/** A runbook of the list, by its id, and the rows that are bad, or the row that was asked for, at which it looks. */
export interface OfferedRunbook {
  readonly id: string;
  readonly fits: readonly string[];
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
  | {
      readonly type: "runbooks";
      readonly index: number;
      readonly row: string | undefined;
      /** As it was when it opened: what is marked stays under the cursor, whatever becomes bad meanwhile. */
      readonly list: readonly OfferedRunbook[];
    }
  | { readonly type: "owed"; readonly index: number }
  | ({ readonly type: "form"; readonly about: FormAbout; readonly scroll: number } & FormState)
  | { readonly type: "leave"; readonly button: number };

/** One line over the key line, until it is old. */
interface Notice {
  readonly text: string;
  readonly at: number;
}

/** What an operator did to the screen. None of it changes a system. */
export interface ViewState {
  /** Panel with the focus, or `timeline`, or `runbook`. */
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
  /** The step of the run that is looked at; undefined: the one it stands at. */
  readonly step: string | undefined;
  readonly overlay: Overlay | undefined;
  /** The screen is shown to a room; blank: what it says is covered. */
  readonly presenting: "shown" | "blank" | undefined;
  readonly notice: Notice | undefined;
  /** A key pressed once that asks for a second time: which command, which check, when. */
  readonly asked: { readonly what: string; readonly at: number; readonly times: number } | undefined;
}

export const TIMELINE = "timeline";
/** In the place of the timeline while a run is shown. */
export const RUNBOOK = "runbook";

export function initialView(focus: string): ViewState {
  return {
    focus,
    settled: false,
    zoomed: false,
    selected: {},
    filters: {},
    system: undefined,
    timelineScroll: 0,
    step: undefined,
    overlay: undefined,
    presenting: undefined,
    notice: undefined,
    asked: undefined,
  };
}
