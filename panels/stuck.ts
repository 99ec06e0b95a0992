import { checkPanel } from "./parts/check-panel.tsx";

/** What will not move without a person: expired jobs, dead letters, orphans. */
export const stuckPanel = checkPanel("stuck", "Stuck");
