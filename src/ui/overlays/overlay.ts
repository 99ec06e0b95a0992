import { confirmDialog } from "./confirm.ts";
import { detailDialog } from "./detail.ts";
import { type Dialog, type DrawnOverlay, drawDialog } from "./dialog.ts";
import { formDialog } from "./form.ts";
import { helpDialog } from "./help.ts";
import { leaveDialog } from "./leave.ts";
import { logDialog } from "./log.ts";
import type { OverlayProps } from "./overlay-props.ts";
import { owedDialog } from "./owed.ts";
import { paletteDialog } from "./palette.ts";
import { runbooksDialog } from "./runbooks.ts";
import { systemDialog } from "./system.ts";

/** What lies over the body, painted; the filter is typed in the key line and covers nothing. */
export function overlayFor(props: OverlayProps): DrawnOverlay | undefined {
  const dialog = dialogOf(props);
  return dialog && props.rows > 0 ? drawDialog(dialog, props, props.theme) : undefined;
}

function dialogOf(props: OverlayProps): Dialog | undefined {
  const { overlay } = props.state.view;
  switch (overlay?.type) {
    case "detail":
      return detailDialog(overlay, props);
    case "palette":
      return paletteDialog(overlay, props);
    case "help":
      return helpDialog(overlay, props);
    case "system":
      return systemDialog(overlay, props);
    case "log":
      return logDialog(overlay, props);
    case "confirm":
      return confirmDialog(overlay, props);
    case "leave":
      return leaveDialog(overlay, props);
    case "runbooks":
      return runbooksDialog(overlay, props);
    case "owed":
      return owedDialog(overlay, props);
    case "form":
      return formDialog(overlay, props);
    case "filter":
    case undefined:
      return undefined;
  }
}
