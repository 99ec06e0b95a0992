import type { ReactNode } from "react";
import type { CockpitState } from "../store/state.ts";
import type { Theme } from "./theme/theme.ts";

/** Where and how a panel is drawn. It must fill exactly `columns` × `rows` cells. */
export interface PanelProps<V> {
  readonly view: V;
  readonly columns: number;
  readonly rows: number;
  readonly focused: boolean;
  /** The digit that focuses the panel. */
  readonly digit: number;
  /** `box` has a border around it, `rule` only a title line. */
  readonly frame: "box" | "rule";
  readonly theme: Theme;
}

/** A panel is a pure selector and a pure component. It cannot reach the store, the network or the clock. */
export interface PanelSpec<V = unknown> {
  readonly id: string;
  readonly title: string;
  readonly select: (state: CockpitState) => V;
  readonly View: (props: PanelProps<V>) => ReactNode;
  /** The panel in one line of exactly `columns` cells: its counts and its worst row, in words. */
  readonly strip: (props: Omit<PanelProps<V>, "rows" | "frame">) => string;
}

/** Forgets the type of the view, so that panels fit one list; each is drawn with what its own `select` gave. */
export function definePanel<V>(spec: PanelSpec<V>): PanelSpec {
  return spec as unknown as PanelSpec;
}
