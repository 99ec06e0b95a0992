import { definePanel } from "../../src/ui/panel.ts";

const IDS = ["deploy", "sync", "watchtower", "queues", "circuits", "stuck"];

/** The panels that system files name, drawing nothing: for programs that Node runs from their sources, where JSX cannot be read. */
export const undrawnPanels = IDS.map((id) =>
  definePanel({ id, title: id, select: () => undefined, View: () => null, strip: () => "" }),
);
