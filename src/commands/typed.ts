import type { CockpitEvent } from "../store/state.ts";
import type { Overlay } from "../store/view-state.ts";

const LONGEST = 200;

/** What text does to the field of an overlay; nothing where there is none. A paste loses its line ends, so it cannot press enter. */
export function typed(overlay: Overlay | undefined, text: string): readonly CockpitEvent[] {
  return changed(overlay, (before) => `${before}${printable(text)}`.slice(0, LONGEST));
}

export function erased(overlay: Overlay | undefined): readonly CockpitEvent[] {
  return changed(overlay, (before) => [...before].slice(0, -1).join(""));
}

function changed(overlay: Overlay | undefined, by: (text: string) => string): readonly CockpitEvent[] {
  switch (overlay?.type) {
    case "palette":
      return [{ type: "overlay.changed", overlay: { ...overlay, text: by(overlay.text), index: 0 } }];
    case "help":
      return [{ type: "overlay.changed", overlay: { ...overlay, text: by(overlay.text), scroll: 0 } }];
    case "filter": {
      const text = by(overlay.text);
      return [
        { type: "overlay.changed", overlay: { ...overlay, text } },
        { type: "filter.changed", panel: overlay.panel, text },
      ];
    }
    default:
      return [];
  }
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").replaceAll(/\p{Cf}/gu, "");
}
