import { z } from "zod";
import { checkKinds } from "../checks/index.ts";
import { panels } from "../panels/index.ts";
import { actionKinds } from "../src/actions/index.ts";
import { commandTable } from "../src/commands/commands.ts";
import { keyLabel } from "../src/commands/keys.ts";
import { systemJsonSchema } from "../src/config/json-schema.ts";
import { runbookJsonSchema } from "../src/runbooks/json-schema.ts";

const NOTE = "<!-- Made by `npm run docs` from the code. A stale page fails `npm test`. -->";

const panelIds = panels.map(({ id }) => id);

/** Every generated file by its path, from the same tables that the program uses. */
export function pages(): Readonly<Record<string, string>> {
  return {
    "src/systems/system.schema.json": `${JSON.stringify(systemJsonSchema(checkKinds, panelIds), null, 2)}\n`,
    "src/systems/runbook.schema.json": `${JSON.stringify(runbookJsonSchema(actionKinds), null, 2)}\n`,
    "docs/ACTIONS.md": actionsPage(),
    "docs/KEYS.md": keysPage(),
    "docs/CHECKS.md": checksPage(),
  };
}

const OWN_KEYS = `Keys of your own, by command, in \`$XDG_CONFIG_HOME/opsdeck/opsdeck.yaml\`; in a lab they do not count, and a key that would have two
owners is refused at start:

\`\`\`yaml
keys:
  freeze: [f, space]
  check.row: [c, ctrl+r]
\`\`\``;

function keysPage(): string {
  const commands = commandTable(panelIds);
  const scopes = [...new Set(commands.map((command) => command.scope))];
  const sections = scopes.map((scope) => {
    const rows = commands
      .filter((command) => command.scope === scope && command.keys.length > 0)
      .map(
        ({ id, keys, title }) => `| ${keys.map((key) => `\`${keyLabel(key)}\``).join(" ")} | ${title} | \`${id}\` |`,
      );
    return [`## ${scope}`, "", "| key | does | command |", "|---|---|---|", ...rows].join("\n");
  });
  return [NOTE, "# Keys", "", OWN_KEYS, "", ...sections.flatMap((section) => [section, ""])].join("\n");
}

function checksPage(): string {
  return kindsPage("Kinds of checks", checkKinds);
}

function actionsPage(): string {
  const kinds = actionKinds.map((kind) => ({ ...kind, title: `${kind.title}. Tier ${kind.minTier} at least.` }));
  return kindsPage("Kinds of actions", kinds);
}

interface Kind {
  readonly kind: string;
  readonly title: string;
  readonly params: z.ZodType;
}

function kindsPage(title: string, kinds: readonly Kind[]): string {
  const sections = kinds.map((kind) => {
    const { properties = {}, required = [] } = z.toJSONSchema(kind.params, { io: "input", unrepresentable: "any" });
    const rows = Object.entries(properties).map(([name, value]) => {
      const { description = "", default: standard } = value as { description?: string; default?: unknown };
      const other =
        standard === undefined ? (required.includes(name) ? "required" : "") : `\`${JSON.stringify(standard)}\``;
      return `| \`${name}\` | ${other} | ${description.replaceAll("|", "\\|")} |`;
    });
    return [`## ${kind.kind}`, "", kind.title, "", "| with | default | |", "|---|---|---|", ...rows].join("\n");
  });
  return [NOTE, `# ${title}`, "", ...sections.flatMap((section) => [section, ""])].join("\n");
}
