import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

/** What is used of test/recording/record-lab.ts. */
interface Recorded {
  readonly DRILLS: Readonly<Record<string, object>>;
  recordLab(drill: object): Promise<{ readonly folder: string; readonly result: string }>;
}

// Records the shipped trainings anew, each from a drill in a lab of its own: when what frames look like has changed.
process.env.TZ = "UTC";
const outfile = "dist/training/record-lab.js";
await build({
  entryPoints: ["test/recording/record-lab.ts"],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
});
const { DRILLS, recordLab } = (await import(resolve(outfile))) as Recorded;
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };

for (const [name, drill] of Object.entries(DRILLS)) {
  const home = mkdtempSync(join(tmpdir(), "opsdeck-training-"));
  const { folder, result } = await recordLab({ ...drill, home });
  const text = readFileSync(join(folder, "events.jsonl"));
  const packed = brotliCompressSync(text, { params });
  writeFileSync(join("src/training", `${name}.jsonl.br`), packed);
  process.stdout.write(`${name}: ${result}, ${text.length} bytes, packed ${packed.length}\n`);
  rmSync(home, { recursive: true });
}
process.exit();
