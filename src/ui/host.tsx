import { useApp, useInput, usePaste, useStdout, useWindowSize } from "ink";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Actions } from "../commands/command.ts";
import { guardedDialog } from "../commands/scope.ts";
import { type Clock, systemClock } from "../core/clock.ts";
import type { CockpitStore } from "../store/store.ts";
import { frameStore } from "./frame-store.ts";
import { keyName } from "./key-name.ts";
import { type KeyDesk, onKey, onPaste, onPiece } from "./on-key.ts";
import { renderFrame } from "./render-frame.tsx";
import type { ScreenProps } from "./screen/props.ts";
import { overlayOn, Screen } from "./screen/screen.tsx";
import { stable } from "./stable.ts";

export interface HostProps extends Pick<ScreenProps, "panels" | "commands" | "theme"> {
  readonly store: CockpitStore;
  readonly actions: Actions;
  readonly clock?: Clock;
}

/** Apply counts only this long after the dialog was painted, and after the last enter: keyboards repeat faster. */
const SEEN_MS = 300;

/** The only component that reads the store and the only one that reads keys. */
export function Host({ store, panels, commands, actions, theme, clock = systemClock }: HostProps) {
  const { stdout } = useStdout();
  const { columns, rows } = useWindowSize();
  const [frames] = useState(() =>
    frameStore(store, clock, () => "writableNeedDrain" in stdout && stdout.writableNeedDrain === true),
  );
  const [steady] = useState(() => panels.map((panel) => ({ ...panel, select: stable(panel.select) })));
  const state = useSyncExternalStore(frames.subscribe, frames.getState);
  const answered = usePainted(guardedDialog(state), () => guardedDialog(store.getState()), clock);
  useEffect(() => frames.start(), [frames]);

  const enters = useRef({ last: Number.NEGATIVE_INFINITY, held: false });

  const desk: KeyDesk = {
    store,
    commands,
    answered,
    heldEnter: () => enters.current.held,
    flush: frames.flush,
    context: () => {
      const newest = store.getState();
      const frame = (): string => renderFrame({ state: newest, panels, commands, columns, rows, theme });
      const mostScroll = (): number => overlayOn({ state: newest, commands, theme, columns, rows })?.mostScroll ?? 0;
      return { state: newest, dispatch: store.dispatch, actions, commands, frame, mostScroll };
    },
  };
  useInput((input, key) => {
    store.dispatch({ type: "ticked", now: clock.now() });
    const name = keyName(input, key);
    const now = clock.mono();
    if (name === "enter") enters.current = { last: now, held: now - enters.current.last < SEEN_MS };
    if (name === input && [...input].length > 1) onPiece(desk, input);
    else onKey(desk, name);
    frames.flush();
  });
  usePaste((text) => {
    onPaste(desk, text);
    frames.flush();
  });
  return <Screen state={state} panels={steady} commands={commands} theme={theme} columns={columns} rows={rows} />;
}

/** Since when this very dialog is on the glass: keys typed before that were meant for something else. */
function usePainted(drawn: string | undefined, open: () => string | undefined, clock: Clock): KeyDesk["answered"] {
  const { waitUntilRenderFlush } = useApp();
  const painted = useRef<{ readonly dialog: string; readonly at: number } | undefined>(undefined);
  useEffect(() => {
    painted.current = undefined;
    if (drawn === undefined) return undefined;
    let current = true;
    void waitUntilRenderFlush().then(() => {
      if (current) painted.current = { dialog: drawn, at: clock.mono() };
    });
    return () => {
      current = false;
      painted.current = undefined;
    };
  }, [drawn, clock, waitUntilRenderFlush]);
  return () => {
    // Another dialog may have taken its place since the last frame.
    if (painted.current === undefined || painted.current.dialog !== open()) return "unseen";
    return clock.mono() - painted.current.at >= SEEN_MS ? "seen" : "early";
  };
}
