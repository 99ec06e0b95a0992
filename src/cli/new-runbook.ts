import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { shortDuration } from "../core/duration.ts";
import { nearest } from "../core/nearest.ts";
import type { CheckPlan } from "../core/plan.ts";
import { type CliContext, EXIT } from "./context.ts";
import { listed, UsageError } from "./flags.ts";
import { writeNew } from "./init/init.ts";
import type { ConfigFlags, OpenedConfig } from "./open-config.ts";
import { configDir } from "./state-dir.ts";

/** Writes a runbook that lints clean beside the system files. `word` is SYSTEM/NAME; NAME alone where one system is configured. */
export async function newRunbook(
  word: string | undefined,
  config: OpenedConfig,
  flags: ConfigFlags & { readonly json?: boolean | undefined },
  context: CliContext,
): Promise<number> {
  const { system, name } = namesOf(word, config);
  const plan = config.plans.find((one) => one.system === system && one.mode === "scheduled");
  if (!plan) throw new UsageError(`${system} has no check that a runbook could look at`);
  const file = join(await folderOf(flags, context), "runbooks", `${name}.md`);
  await writeNew(file, skeleton(system, name, plan));
  const shape = { version: 1, runbook: `${system}/${name}`, file };
  context.stdout.write(flags.json ? `${JSON.stringify(shape)}\n` : `${file}\n`);
  context.stderr.write(`write it; then: opsdeck runbooks lint, opsdeck runbooks test ${system}/${name}\n`);
  return EXIT.ok;
}

function namesOf(
  word: string | undefined,
  { systems }: OpenedConfig,
): { readonly system: string; readonly name: string } {
  const ids = systems.map((one) => one.id);
  const parts = word?.split("/") ?? [];
  const [system, name] = parts.length === 1 && ids.length === 1 ? [ids[0], parts[0]] : parts;
  if (system === undefined || name === undefined || parts.length > 2 || !/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw new UsageError("runbooks new takes SYSTEM/NAME, in small letters, digits and dashes");
  if (ids.includes(system)) return { system, name };
  const meant = nearest(system, ids);
  const known = ids.length === 0 ? "none is configured: opsdeck init writes one" : `there are ${ids.join(", ")}`;
  throw new UsageError(`no system "${system}"; ${meant === undefined ? known : `did you mean ${meant}?`}`);
}

async function folderOf(flags: ConfigFlags, { env, home }: CliContext): Promise<string> {
  const path = listed(flags.config)?.[0];
  if (path === undefined) return configDir(env, home);
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? path : dirname(path);
}

const FIVE_MINUTES = 300_000;

function skeleton(system: string, name: string, { id, title, timeoutMs, onDemandFloorMs }: CheckPlan): string {
  const check = id.split("/")[1] ?? id;
  const words = name.replaceAll("-", " ");
  const heading = words.charAt(0).toUpperCase() + words.slice(1);
  const within = shortDuration(Math.max(FIVE_MINUTES, timeoutMs + onDemandFloorMs));
  return `---
runbook: ${system}/${name}
system: ${system}
title: ${heading}
# params: # what is asked for before it begins; used as \${param.NAME}
#   host: { default: web-1, about: "the host that is ill" }
---
# ${heading}

Say here when this runbook is for, and what it does. Prose is shown beside the step that follows it. What steps there are and
what stands in them: docs/RUNBOOKS.md.

## 1. See that it is so

\`\`\`yaml step
id: see
check: ${check} # "${title}" in the panels
in: [warn, fail]
else: { stop: "${check} is well: this runbook is not for that" }
\`\`\`

## 2. Mend it

What opsdeck cannot do a person does, and says that it is done.

\`\`\`yaml step
id: mend
manual: Restart the service on its host.
undo: { nothing-to-undo: a restart leaves nothing behind }
\`\`\`

What opsdeck can do is an action (docs/ACTIONS.md). With \`step\` after \`yaml\` this would be one, and ask before it runs:

\`\`\`yaml
id: restart
tier: 2
action: exec # runs restart of \`commands\` in the system file
with: { command: restart }
undo: { nothing-to-undo: a restart leaves nothing behind }
\`\`\`

## 3. See that it works

\`\`\`yaml step
id: works
expect: { check: ${check}, when: { verdict: ${check}, in: [ok] } }
within: ${within}
else: { stop: "${check} is still ill: page its owner" }
\`\`\`
`;
}
