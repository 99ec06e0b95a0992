import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exec } from "../../src/actions/exec.ts";
import type { ActionCommand } from "../../src/core/action.ts";
import { handsFor } from "./hands.ts";

const script = (code: string): ActionCommand => ({
  argv: [process.execPath, "-e", code],
  timeoutMs: 20_000,
  attempts: 1,
});
const SECRET = "exec-secret-canary";
let hands: ReturnType<typeof handsFor>;

beforeEach(() => {
  hands = handsFor(
    { SECRET },
    {
      fine: script("console.log('smoke: ok', process.argv[1] ?? '')"),
      bad: script("console.log('first'); console.error('it broke'); process.exit(3)"),
      late: { ...script("setInterval(() => {}, 1000)"), timeoutMs: 200 },
      tells: script(
        "console.log(require('node:fs').readFileSync(0, 'utf8') + process.env.TOKEN + process.env.HOSTILE)",
      ),
      gone: { argv: ["/no/such/program"], timeoutMs: 1000, attempts: 1 },
      once: script("require('node:fs').appendFileSync(process.argv[1], 'ran\\n')"),
    },
  );
});
afterEach(() => hands.close());

const output = (key = "R1-step-1-0") => readFile(join(hands.folder, `exec-${key}.out`), "utf8");

describe("exec", () => {
  test("runs the argv of the system file without a shell and keeps what it says", async () => {
    const given = { command: "fine", args: ["$(id); echo"] };
    expect((await hands.preview(exec, given)).requests[0]).toContain('"$(id); echo"');
    expect(await hands.run(exec, given)).toEqual({
      state: "applied",
      say: "fine ended with 0",
      facts: { exitCode: 0, output: "smoke: ok $(id); echo" },
    });
  });

  test.each([
    ["bad", "not-applied", /ended with 3: it broke/, true],
    ["late", "unknown", /did not end in its time/, undefined],
    ["gone", "not-applied", /could not be started \(ENOENT\)/, undefined],
  ])("%s is %s", async (command, state, say, inPart) => {
    const outcome = await hands.run(exec, { command });
    expect(outcome.state).toBe(state);
    expect(outcome.say).toMatch(say);
    expect(outcome.inPart).toBe(inPart);
  });

  test("another exit code may be a success", async () => {
    expect((await hands.run(exec, { command: "bad", "success-codes": [0, 3] })).state).toBe("applied");
  });

  test("secrets reach it by stdin and environment, and no file and no preview", async () => {
    const given = { command: "tells", stdin: hands.secret("SECRET"), env: { TOKEN: hands.secret("SECRET") } };
    expect(JSON.stringify(await hands.preview(exec, given))).not.toContain(SECRET);
    const outcome = await hands.run(exec, given);
    expect(outcome).toMatchObject({ state: "applied", facts: { output: "••••••••••••••••undefined" } });
    expect(await output()).not.toContain(SECRET);
  });

  test("a command has the environment of the system file, and the step's over it", async () => {
    const env = { TOKEN: hands.secret("SECRET"), HOSTILE: "theirs" };
    const given = { command: "owns", stdin: "", env: { HOSTILE: "ours" } };
    const own = handsFor(
      { SECRET },
      { owns: { ...script("console.log(process.env.TOKEN, process.env.HOSTILE)"), env } },
    );
    try {
      expect((await own.preview(exec, given)).requests).toContain("env TOKEN=••••••••");
      expect((await own.run(exec, given)).facts.output).toBe("•••••••• ••••••••");
    } finally {
      await own.close();
    }
  });

  test("is found again by its files after a crash, and not started twice", async () => {
    const ran = join(hands.folder, "ran");
    const given = { command: "once", args: [ran] };
    await hands.run(exec, given, { key: "R9:step:1:0" });
    expect((await hands.look(exec, given, { key: "R9:step:1:0", sentAt: Date.now() })).state).toBe("applied");
    expect(await readFile(ran, "utf8")).toBe("ran\n");
  });

  test("one that left no end is not known to have run", async () => {
    const outcome = await hands.look(exec, { command: "late" }, { key: "other", sentAt: Date.now() - 60_000 });
    expect(outcome.state).toBe("unknown");
  });

  test("a command that the system file does not have is refused by name", async () => {
    await writeFile(join(hands.folder, "x"), "");
    expect(await hands.refusal(hands.run(exec, { command: "toString" }))).toMatch(
      /has no command "toString"; it has fine/,
    );
  });
});
