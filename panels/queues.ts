import { checkPanel } from "./parts/check-panel.tsx";

/** Depth and trend of everything that waits. */
export const queuesPanel = checkPanel("queues", "Queues");
