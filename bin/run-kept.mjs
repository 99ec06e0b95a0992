import { hash } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { Script } from "node:vm";

/** What a start calls was called by then, and V8 has not yet put aside what it called only once. */
const STARTED_MS = 3000;
/** For some builds and kinds of run; each takes about 4 MB. */
const KEPT = 6;

/** What runs different parts of the bundle. */
const KINDS = ["cockpit", "lab", "command"];

/**
 * Runs the bundle with the compiled code that a run before it has left in `folder`, or leaves its own there. Node's compile
 * cache keeps only what was compiled before the first line ran, not the functions that a start calls (docs/adr/0017).
 * The code of another kind of run serves the first one. Where nothing can be kept, it runs all the same.
 */
export async function runKept(bundle, folder) {
  const source = fs.readFileSync(bundle, "latin1");
  const build = `${hash("sha256", source)}-${process.version}`;
  const kind = kindOfRun();
  const readOf = (name) => readOwn(join(folder, `${build}-${name}.code`));
  const own = readOf(kind);
  const cachedData =
    own ??
    KINDS.values()
      .map(readOf)
      .find((code) => code !== undefined);
  const script = new Script(source, { filename: bundle, cachedData });
  if (own === undefined || script.cachedDataRejected) keepOnce(join(folder, `${build}-${kind}.code`), script);
  await script.runInThisContext();
}

function kindOfRun() {
  const words = process.argv.slice(2);
  if (words.includes("--help") || words.includes("-h") || words.includes("--version")) return "command";
  if (words.length === 0 || words[0].startsWith("-")) return "cockpit";
  return words[0] === "lab" ? "lab" : "command";
}

/** Code that somebody else could have written is not run. */
function readOwn(file) {
  try {
    return fs.statSync(file).uid === process.getuid() ? fs.readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

function keepOnce(file, script) {
  const keepIt = () => {
    clearTimeout(timer);
    process.off("exit", keepIt);
    keep(file, script.createCachedData());
  };
  const timer = setTimeout(keepIt, STARTED_MS).unref();
  process.once("exit", keepIt);
}

/** Whole or not at all, since V8 does not look for damage. The oldest make room. */
function keep(file, code) {
  const folder = dirname(file);
  const draft = `${file}.${process.pid}~`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(draft, code, { mode: 0o600, flush: true });
    fs.renameSync(draft, file);
    const kept = fs.readdirSync(folder).filter((name) => name.endsWith(".code"));
    const byAge = kept
      .map((name) => join(folder, name))
      .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
    for (const old of byAge.slice(KEPT)) fs.rmSync(old, { force: true });
  } catch {
    if (fs.existsSync(draft)) fs.rmSync(draft);
  }
}
