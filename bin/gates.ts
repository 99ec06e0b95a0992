import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";

/** One thing that must hold besides the tests. */
export interface Gate {
  readonly name: string;
  run(): { readonly passed: boolean; readonly output: string };
}

const SOURCES = ["bin", "checks", "panels", "src", "test"];

/** Everything but vitest: types, lint, the house's import rules, unused code. */
export const gates: readonly Gate[] = [
  { name: "types", run: () => command("tsc", ["--noEmit"]) },
  { name: "lint and format", run: () => command("biome", ["check", "--error-on-warnings", "."]) },
  { name: "import rules", run: importRules },
  { name: "no unused code", run: () => command("knip", ["--no-progress"]) },
];

function command(name: string, args: readonly string[]) {
  const ran = spawnSync(process.execPath, [`node_modules/.bin/${name}`, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 27,
  });
  return { passed: ran.status === 0, output: `${ran.stdout}${ran.stderr}` };
}

/** The cruise can see nothing and pass, so it must also have seen every source file. */
function importRules() {
  const args = [...SOURCES, "--config", ".dependency-cruiser.mjs", "--output-type", "json"];
  const { output } = command("depcruise", args);
  const cruise = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as Cruise;
  const seen = new Set(cruise.modules.map((module) => module.source));
  const unseen = SOURCES.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mjs}`)).filter((file) => !seen.has(file));
  const broken = cruise.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  const missed = unseen.map((file) => `not cruised: ${file}`);
  return { passed: broken.length + missed.length === 0, output: [...broken, ...missed].join("\n") };
}

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly { rule: { name: string }; from: string; to: string }[] };
}
