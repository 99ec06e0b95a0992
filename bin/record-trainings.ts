import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { importBundled } from "./import-bundled.ts";

/** What is used of test/recording/record-lab.ts. */
interface Recorded {
  readonly DRILLS: Readonly<Record<string, object>>;
  recordLab(drill: object): Promise<{ readonly folder: string; readonly result: string }>;
}

// Records the shipped trainings anew, each from a drill in a lab of its own: when what frames look like has changed.
process.env.TZ = "UTC";
const { DRILLS, recordLab } = await importBundled<Recorded>(
  "test/recording/record-lab.ts",
  "dist/training/record-lab.js",
);
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
