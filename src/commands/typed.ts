import type { CockpitEvent, CockpitState } from "../store/state.ts";
import { type FormStep, formKey, formText } from "./form.ts";
import { type FormOverlay, formSpec } from "./forms.ts";

const LONGEST = 200;

/**
 * What text does to the field of an overlay; nothing where there is none. A paste loses its line ends, so it cannot press
 * enter, and it is never the words that confirm a change.
 */
export function typed(state: CockpitState, text: string, pasted = false): readonly CockpitEvent[] {
  const { overlay } = state.view;
  if (overlay?.type === "form")
    return fromForm(overlay, formText(formSpec(state, overlay), overlay, printable(text), pasted));
  return changed(state, (before) => `${before}${printable(text)}`.slice(0, LONGEST));
}

/** What backspace does to the field of an overlay; nothing where there is none. */
export function erased(state: CockpitState): readonly CockpitEvent[] {
  const { overlay } = state.view;
  if (overlay?.type === "form") return fromForm(overlay, formKey(formSpec(state, overlay), overlay, "erase"));
  return changed(state, (before) => [...before].slice(0, -1).join(""));
}

function fromForm(overlay: FormOverlay, step: FormStep): readonly CockpitEvent[] {
  if ("to" in step) return [{ type: "overlay.changed", overlay: { ...overlay, ...step.to } }];
  return "refused" in step ? [{ type: "notice.shown", text: step.refused }] : [];
}

function changed({ view: { overlay } }: CockpitState, by: (text: string) => string): readonly CockpitEvent[] {
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
