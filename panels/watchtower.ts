import { checkPanel } from "./parts/check-panel.tsx";

/** The health view: watchtower checks, readiness and each dependency. */
export const watchtowerPanel = checkPanel("watchtower", "Watchtower");
