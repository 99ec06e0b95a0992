import { startTestLab } from "./lab-target.ts";

/** A lab as a program of its own, so that a test can kill it, or see it end by itself once it has stopped. */
const [home = "/nonexistent", system = "together-bot", end] = process.argv.slice(2);
const lab = await startTestLab({ systems: [system], era: "B", home });
process.stdout.write(`${JSON.stringify({ config: lab.config, control: lab.control })}\n`);
if (end === "stop") await lab.stop();
