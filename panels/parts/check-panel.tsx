import { type PanelView, selectPanel } from "../../src/store/select-panel.ts";
import { definePanel, type PanelSpec } from "../../src/ui/panel.ts";
import { CheckList } from "./check-list.tsx";
import { stripLine } from "./strip-line.ts";

/** A panel of the checks that name it in their `panels`. */
export function checkPanel(id: string, title: string): PanelSpec {
  return definePanel<PanelView>({
    id,
    title,
    select: (state) => selectPanel(state, id),
    View: (props) => <CheckList {...props} title={title} />,
    strip: (props) => stripLine({ ...props, title }),
  });
}
