import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** `node bin/pack-training.ts FOLDER NAME`: packs the recording of an incident of the lab as a training that is shipped. */
const [folder = "", name = ""] = process.argv.slice(2);
const text = readFileSync(join(folder, "events.jsonl"));
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
const packed = brotliCompressSync(text, { params });
writeFileSync(join("src/training", `${name}.jsonl.br`), packed);
process.stdout.write(`${name}: ${text.length} bytes, packed ${packed.length}\n`);
