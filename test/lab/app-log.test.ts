import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { openAppLog, takeConsole } from "../../src/lab/opsmantik/app/app-log.ts";
import { eventually } from "../helpers/eventually.ts";

const real = globalThis.console;
const own = { ...real };
afterEach(() => void Object.assign(real, own));

it("keeps what libraries say on the console out of opsdeck's log", async () => {
  const folder = await mkdtemp(join(tmpdir(), "opsdeck-app-log-"));
  const written = vi.spyOn(process.stderr, "write");
  takeConsole(openAppLog(join(folder, "app.ndjson")));
  real.error("[Upstash QStash] failed with status %d", 401);
  const text = await eventually(async () => {
    const said = await readFile(join(folder, "app.ndjson"), "utf8");
    expect(said).not.toBe("");
    return said;
  });
  expect(JSON.parse(text)).toMatchObject({ level: "error", msg: "[Upstash QStash] failed with status 401" });
  expect(written).not.toHaveBeenCalled();
  await rm(folder, { recursive: true });
});
