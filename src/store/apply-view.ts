import type { ViewEvent } from "./state.ts";
import { TIMELINE, type ViewState } from "./view-state.ts";

/** A key that asks for itself again is forgotten after this long. */
const ASK_MS = 4000;

/** What an operator did to the screen. Pure. */
export function applyView(view: ViewState, event: ViewEvent, now: number): ViewState {
  switch (event.type) {
    case "panel.focused":
      return { ...view, focus: event.panel };
    case "zoomed":
      return { ...view, zoomed: event.on };
    case "row.moved":
      return { ...view, selected: { ...view.selected, [event.panel]: event.checkId } };
    case "step.viewed":
      return { ...view, step: event.step };
    case "timeline.scrolled":
      return { ...view, timelineScroll: Math.max(0, event.to) };
    case "filter.changed":
      return {
        ...view,
        filters: { ...view.filters, [event.panel]: event.text },
        ...(event.panel === TIMELINE && { timelineScroll: 0 }),
      };
    case "system.chosen":
      return { ...view, system: event.system };
    case "overlay.opened":
      return { ...view, overlay: event.overlay, notice: undefined };
    case "overlay.changed":
      return view.overlay?.type === event.overlay.type ? { ...view, overlay: event.overlay } : view;
    case "overlay.closed":
      return view.overlay ? { ...view, overlay: undefined } : view;
    case "presented":
      return { ...view, presenting: event.as };
    case "notice.shown":
      return { ...view, notice: { text: event.text, at: now } };
    case "asked":
      return { ...view, asked: { what: event.what, at: now, times: timesAsked(view, event.what, now) + 1 } };
  }
}

/** How often this was asked for within ASK_MS. */
export function timesAsked(view: ViewState, what: string, now: number): number {
  const { asked } = view;
  return asked && asked.what === what && now - asked.at <= ASK_MS ? asked.times : 0;
}
