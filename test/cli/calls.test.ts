import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMON_FLAGS, flagsOf } from "../../src/cli/subcommand.ts";
import { subcommands } from "../../src/cli/subcommands.ts";
import { opsdeck } from "../helpers/cli.ts";

let home = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-calls-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const named = Object.entries(subcommands).filter(([name]) => name !== "");

describe("a wrong call says what was meant", () => {
  it.each([
    [["chek"], /no command "chek"; did you mean check\?\nopsdeck --help lists the commands/],
    [["check", "--jsno"], /unknown flag --jsno; did you mean --json\?\nopsdeck check --help says/],
    [["run", "x", "--dryrun"], /did you mean --dry-run\?/],
    [["check", "--zzz"], /unknown flag --zzz; there are --watch --config --system --state --as --json/],
    [["check", "--state"], /'--state <value>' argument missing\n/],
    [["frame", "health"], /frame takes no "health"; a panel is named by --panel/],
    [["follow", "--incident", "1"], /follow takes no --incident/],
    [["schema", "x"], /schema takes no "x"/],
    [["toString"], /no command "toString"/],
  ])("%j", async (argv, words) => {
    const ran = await opsdeck(argv, { home });
    expect(ran).toMatchObject({ code: 2, out: "", err: expect.stringMatching(words) });
  });
});

describe("help", () => {
  it.each(named)("of %s, wherever it is asked for", async (name, { about }) => {
    for (const argv of [
      [name, "--help"],
      [name, "-h"],
      [name, "word", "--as", "me", "--help"],
      ["help", name],
    ]) {
      const { out, code } = await opsdeck(argv, { home });
      expect(code).toBe(0);
      expect(out).toContain(about);
      expect(out.match(/^ {2}opsdeck/gm)).toHaveLength(1);
    }
  });
});

// follow is the cockpit, which refuses --incident itself.
it.each(named.filter(([name]) => name !== "follow"))(
  "the usage of %s has the flags that it takes, and no others",
  async (name) => {
    const { err } = await opsdeck([name, "--no-such-flag-here"], { home });
    const taken = (/there are (.*)/.exec(err)?.[1] ?? "").split(" ").filter((flag) => flag !== "--json");
    const common = COMMON_FLAGS.map((flag) => flag.name);
    const said = flagsOf(subcommands[name] ?? { usage: "" }).map((flag) => flag.name);
    expect(new Set([...said, ...common].filter((flag) => flag !== "--json"))).toEqual(new Set(taken));
  },
);

it("whoever reads may leave first", async () => {
  const program = join(import.meta.dirname, "../helpers/opsdeck-program.ts");
  const child = spawn(process.execPath, [program, "", "schema"], { env: { HOME: home } });
  const errors: string[] = [];
  child.stderr.on("data", (chunk) => errors.push(String(chunk)));
  child.stdout.destroy();
  const [code] = await once(child, "close");
  expect({ code, err: errors.join("") }).toEqual({ code: 0, err: "" });
});

describe("completion", () => {
  const at = async (...words: string[]): Promise<string[]> =>
    (await opsdeck(["completion", "words", "--", ...words], { home })).out.split("\n").slice(0, -1);

  it("knows commands, flags, their choices and the words of a command", async () => {
    expect(await at("ru")).toEqual(["runbooks", "run"]);
    expect(await at("check", "--w")).toEqual(["--watch"]);
    expect(await at("report", "--format", "")).toEqual(["md", "html", "json"]);
    expect(await at("lab", "")).toEqual(["break", "heal", "faults"]);
    expect(await at("validate", "")).toEqual([]);
    expect(await at("check", "--config", "")).toEqual([]);
  });

  it("knows the checks of the configuration that the call names", async () => {
    const file = join(home, "shop.yaml");
    const judge = '[{ when: { fact: connectMs, gte: 0 }, verdict: ok, say: "up" }]';
    const health = `{ id: health, kind: tcp, panels: [sync], with: { host: localhost, port: 1 }, judge: ${judge} }`;
    await writeFile(file, `{ system: shop, title: Shop, tag: sh, environment: test, checks: [${health}] }`);
    expect(await at("check", "--config", file, "sh")).toEqual(["shop/health"]);
    expect(await at("check", "--config", join(home, "none.yaml"), "sh")).toEqual([]);
  });

  it.each(["bash", "zsh", "fish"])("prints a script for %s that asks opsdeck", async (shell) => {
    expect(await opsdeck(["completion", shell], { home })).toMatchObject({
      code: 0,
      out: expect.stringContaining("completion words --"),
    });
  });

  it("completes in a real bash", async () => {
    const { out } = await opsdeck(["completion", "bash"], { home });
    const program = join(import.meta.dirname, "../helpers/opsdeck-program.ts");
    const call = `opsdeck() { ${process.execPath} ${program} "" "$@"; }`;
    const script = `${out}\n${call}\nCOMP_WORDS=(opsdeck lab "") COMP_CWORD=2\n_opsdeck\nprintf '%s ' "\${COMPREPLY[@]}"`;
    expect(spawnSync("bash", ["-c", script], { encoding: "utf8", env: { HOME: home } }).stdout).toBe(
      "break heal faults ",
    );
  });
});
