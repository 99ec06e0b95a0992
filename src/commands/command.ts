import type { CockpitEvent, CockpitState } from "../store/state.ts";
import type { Desk } from "./desk.ts";

/** What a command may ask of the machine. */
export interface Actions {
  readonly runNow: (checkIds: readonly string[]) => void;
  readonly breakFault: (id: string) => Promise<void>;
  readonly healFault: (id: string) => Promise<void>;
  /** The operator's word that a goal is met which only a person can tell; `on` false takes it back. Changes no system. */
  readonly tick: (goalId: string, on: boolean) => void;
  /** Into the clipboard of the terminal (OSC 52). The text is redacted already. */
  readonly copy: (text: string) => void;
  /** Writes the frame, with its colour codes, as text and as SVG; resolves with the path. */
  readonly saveFrame: (frameText: string) => Promise<string>;
  readonly suspend: () => void;
  /** Gives the lead to another cockpit; false when there is none that would take it. */
  readonly giveLead: () => boolean;
  readonly desk: Desk;
  readonly quit: () => void;
}

/** What a command sees. Not the store, not a client: read the state, say what happened, ask the machine. */
export interface CommandContext {
  readonly state: CockpitState;
  readonly dispatch: (event: CockpitEvent) => void;
  readonly actions: Actions;
  readonly commands: readonly Command[];
  /** The frame as it would be drawn now. */
  readonly frame: () => string;
  /** How far the open overlay can be scrolled at this size. */
  readonly mostScroll: () => number;
}

/** Where a key works. `anywhere` works in every scope that does not take the key itself. */
export type Scope =
  | "anywhere"
  | "main"
  | "blank"
  | "detail"
  | "palette"
  | "filter"
  | "help"
  | "system"
  | "log"
  | "confirm"
  | "form"
  | "runbook"
  | "runbooks"
  | "owed"
  | "leave";

type Group = "Look" | "View" | "Incident" | "Change" | "Leave";

/** One declaration drives the key, the key line, the help, the palette and docs/KEYS.md. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
  readonly scope: Scope;
  readonly group: Group;
  /** Its place in the key line; the lower the longer it stays. Absent: not there. `keep` is never dropped. */
  readonly footer?: {
    readonly keys: string;
    readonly words: string | ((state: CockpitState) => string);
    readonly keep?: boolean;
  };
  /** How the help names it, or that another line of the help names it, too. */
  readonly help?: { readonly keys: string; readonly words: string } | "folded";
  /** Harmless many times over, so that `jjj` arriving in one piece over a slow line is three moves and no paste. */
  readonly repeats?: boolean;
  /** Why the command cannot run now; shown instead of hiding the key. `undefined` means it can. */
  readonly disabled?: (state: CockpitState) => string | undefined;
  readonly run: (context: CommandContext) => void | Promise<void>;
}
