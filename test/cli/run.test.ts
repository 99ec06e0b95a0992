import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { opsdeck } from "../helpers/cli.ts";
import { startVercel, type VercelServer } from "../helpers/servers/vercel.ts";

const TOKEN = "vercel-token-canary";
const BROKEN = "broken-token-canary";

let home: string;
let vercel: VercelServer;

const RUNBOOK = `---
runbook: shop/break-token
system: shop
title: Break the token
---
# Break it

\`\`\`yaml step
id: break-token
tier: 3
action: vercel-env
with: { token: "\${secrets.vercel}", api: "\${vars.api}", project: shop, key: QSTASH_TOKEN, set: "\${secrets.broken}", was: "\${secrets.app}" }
then-run: [ { action: vercel-redeploy, with: { token: "\${secrets.vercel}", api: "\${vars.api}", project: shop } } ]
undo:
  id: token
  title: QSTASH_TOKEN is broken in production
  secret: app
  how:
    - { action: vercel-env, with: { token: "\${secrets.vercel}", api: "\${vars.api}", project: shop, key: QSTASH_TOKEN, set: "\${secrets.app}" } }
    - { action: vercel-redeploy, with: { token: "\${secrets.vercel}", api: "\${vars.api}", project: shop } }
  manual: [ "Vercel: set QSTASH_TOKEN back", "Redeploy" ]
  proof: [ { check: production, when: { fact: id, in: [dpl_3, dpl_4] }, within: 1m } ]
\`\`\`

## Put it back

\`\`\`yaml step
id: put-back
restore: token
\`\`\`
`;

const system = (api: string) => `
system: shop
title: Shop
tag: sh
environment: staging
identity: [{ check: production, fact: name, eq: shop }]
vars: { api: "${api}" }
secrets: { vercel: "\${env:VERCEL}", app: "\${env:APP}", broken: "\${env:BROKEN}" }
checks:
  - id: production
    kind: http-json
    panels: [deploy]
    with: { url: "\${vars.api}/v9/projects/shop", headers: { authorization: "Bearer \${secrets.vercel}" }, take: { name: /name, id: /targets/production/id } }
    judge: [{ when: { fact: name, eq: shop }, verdict: ok, say: "it is the shop" }]
`;

const ANSWERS = `unlock: staging
break-token: { words: staging break-token, solo: it is a test }
put-back: yes
`;

beforeEach(async () => {
  vercel = await startVercel(TOKEN);
  home = await mkdtemp(join(tmpdir(), "opsdeck-run-"));
  await mkdir(join(home, "shop", "runbooks"), { recursive: true });
  await writeFile(join(home, "shop", "system.yaml"), system(vercel.origin));
  await writeFile(join(home, "shop", "runbooks", "break-token.md"), RUNBOOK);
  await writeFile(join(home, "answers.yaml"), ANSWERS);
});
afterEach(async () => {
  await vercel[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

function call(...argv: readonly string[]) {
  const [word = "", ...rest] = argv;
  const env = { VERCEL: TOKEN, APP: "good-token-value", BROKEN, OPSDECK_STATE: join(home, "state") };
  return opsdeck([word, "--config", join(home, "shop"), ...rest], { home, env });
}
const changes = (): string[] => vercel.seen.filter((line) => !line.startsWith("GET "));
const answers = (): string[] => ["--answers", join(home, "answers.yaml")];

describe("opsdeck run", () => {
  test("breaks, puts back and proves it, headless", async () => {
    const ran = await call("run", "break-token", "--unlock", "--json", ...answers());
    expect(ran.err).toBe("");
    expect(ran.code).toBe(0);
    const entries = ran.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries.map((entry) => entry.type).filter((type: string) => type.startsWith("duty"))).toEqual([
      "duty.armed",
      "duty.applied",
      "duty.applied",
      "duty.restoring",
      "duty.restored-unproved",
      "duty.discharged",
    ]);
    expect(vercel.live()).toBe("good-token-value");
    expect(changes()).toEqual([
      "PATCH /v9/projects/shop/env/e1",
      "POST /v13/deployments",
      "PATCH /v9/projects/shop/env/e1",
      "POST /v13/deployments",
    ]);
  });

  test("keeps no secret in its journal, its evidence or its words", async () => {
    const ran = await call("run", "break-token", "--unlock", ...answers());
    const files = await readdir(join(home, "state"), { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
    );
    expect([ran.out, ran.err, ...texts].join("\n")).not.toMatch(
      /vercel-token-canary|broken-token-canary|good-token-value/,
    );
  });

  test("previews without a change, a journal or a request that is more than a look", async () => {
    const ran = await call("run", "break-token", "--dry-run");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("PATCH");
    expect(ran.out).toContain("undo: QSTASH_TOKEN is broken in production");
    expect(ran.out).not.toMatch(/canary/);
    expect(changes()).toEqual([]);
    expect(vercel.variables[0]?.value).toBe("good-token-value");
    expect(await readdir(join(home, "state")).catch(() => [])).not.toContain("incidents");
  });

  test.each<[string, string, readonly string[], RegExp]>([
    ["without --unlock", ANSWERS, [], /staging is read-only: run it with --unlock/],
    ["without the words", "unlock: staging\n", ["--unlock"], /tier 3 needs a second person/],
    [
      "with other words",
      ANSWERS.replace("staging break-token", "yes"),
      ["--unlock"],
      /it wanted the words "staging break-token"/,
    ],
  ])("changes nothing %s", async (_name, said, flags, message) => {
    await writeFile(join(home, "answers.yaml"), said);
    const ran = await call("run", "break-token", ...flags, ...answers());
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(message);
    expect(changes()).toEqual([]);
  });

  test("a token that is revoked in the middle leaves a duty with its steps by hand", async () => {
    vercel.fates.push("answered", "answered", "refused");
    const ran = await call("run", "break-token", "--unlock", ...answers());
    expect(ran.code).toBe(3);
    expect(ran.err).toContain("Vercel: set QSTASH_TOKEN back");
    const listed = JSON.parse((await call("duties", "--json")).out);
    expect(listed.duties).toMatchObject([{ title: "QSTASH_TOKEN is broken in production", state: "restoring" }]);
    const restored = await call("restore", listed.duties[0].id, "--yes");
    expect(restored.err).toBe("");
    expect(restored.code).toBe(0);
    expect(vercel.live()).toBe("good-token-value");
    expect(JSON.parse((await call("duties", "--json")).out).duties).toEqual([]);
  });

  test("a run that was interrupted goes on, and sends nothing twice", async () => {
    let killed = false;
    const instants = {
      reached: (instant: string, line: string) => {
        if (instant !== "on-disk" || killed || !line.includes('"duty.applied"')) return;
        killed = true;
        throw new Error("killed");
      },
    };
    const env = { VERCEL: TOKEN, APP: "good-token-value", BROKEN, OPSDECK_STATE: join(home, "state") };
    const argv = ["run", "--config", join(home, "shop"), "break-token", "--unlock", ...answers()];
    await opsdeck(argv, { home, env, instants: instants as never }).catch(() => {});
    expect(killed).toBe(true);
    expect(changes()).toHaveLength(1);
    const ran = await call("run", "break-token", "--unlock", ...answers());
    expect(ran.err).toMatch(/goes on with the run of/);
    expect(ran.code).toBe(0);
    expect(changes()).toHaveLength(4);
    expect(vercel.live()).toBe("good-token-value");
  });
});

describe("opsdeck runbooks", () => {
  test("lists steps, types and tiers", async () => {
    const { code, out } = await call("runbooks", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      version: 1,
      runbooks: [
        {
          id: "shop/break-token",
          system: "shop",
          title: "Break the token",
          steps: [
            { id: "break-token", type: "action", title: "Break it", tier: 3 },
            { id: "put-back", type: "restore", title: "Put it back", tier: 0 },
          ],
          params: [],
        },
      ],
    });
  });

  test("lint and validate say what has drifted, with its place in the Markdown", async () => {
    expect((await call("runbooks", "lint")).code).toBe(0);
    await writeFile(
      join(home, "shop", "runbooks", "break-token.md"),
      RUNBOOK.replace("check: production", "check: prodution"),
    );
    const message = /break-token\.md:22:\d+ {2}no check "prodution" in the system shop/;
    const linted = await call("runbooks", "lint");
    expect(linted.code).toBe(2);
    expect(linted.out).toMatch(message);
    const validated = await call("validate");
    expect(validated.code).toBe(2);
    expect(validated.out).toMatch(message);
  });
});
