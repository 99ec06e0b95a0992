import { startTestLab } from "./lab-target.ts";

/** A lab as a program of its own, so that a test can kill it, or see it end by itself once it has stopped. */
const lab = await startTestLab({
  systems: ["together-bot"],
  era: "B",
  home: process.argv[2] ?? "/nonexistent",
});
process.stdout.write(`${JSON.stringify({ config: lab.config, control: lab.control })}\n`);
if (end === "stop") await lab.stop();
