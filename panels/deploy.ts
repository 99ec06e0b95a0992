import { checkPanel } from "./parts/check-panel.tsx";

/** Which version runs where, and whether it is the expected one. */
export const deployPanel = checkPanel("deploy", "Deploy");
