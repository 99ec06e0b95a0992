import { checkPanel } from "./parts/check-panel.tsx";

/** Breakers, retries and failure ratios. */
export const circuitsPanel = checkPanel("circuits", "Circuits");
