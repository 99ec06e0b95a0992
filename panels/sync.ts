import { checkPanel } from "./parts/check-panel.tsx";

/** How data gets in: ingest, sync paths, the last change. */
export const syncPanel = checkPanel("sync", "Sync");
