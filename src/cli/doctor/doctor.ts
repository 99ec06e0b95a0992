import { createClients } from "../../clients/clients.ts";
import { tame } from "../../core/hostile-text.ts";
import { plural } from "../../core/plural.ts";
import { type CliContext, EXIT, type Run } from "../context.ts";
import { noWords, parseFlags } from "../flags.ts";
import { openConfig } from "../open-config.ts";
import { openVault } from "../open-vault.ts";
import { stateDir } from "../state-dir.ts";
import { configFindings, nameFindings, secretFindings } from "./config.ts";
import { type Finding, ok } from "./finding.ts";
import { labFindings } from "./lab.ts";
import { multiplexerFindings } from "./multiplexer.ts";
import { stateFindings } from "./state.ts";
import { terminalFindings } from "./terminal.ts";

/** Looks at this machine, and at no system: 0 when nothing fails, 1 when something does. */
export const doctor: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  noWords(positionals, "doctor");
  const vault = openVault(context);
  await using clients = createClients({ vault, programEnv: context.env });
  const config = await openConfig(values, context);
  const findings = [
    ok("node", `${process.versions.node} on ${process.platform} ${process.arch}, opsdeck ${context.version}`),
    ...(await terminalFindings(context)),
    ...(await multiplexerFindings(context, clients)),
    ...stateFindings(stateDir(values.state, context.env, context.home), context.clock.now()),
    ...configFindings(config),
    ...(await secretFindings(config, vault)),
    ...(await nameFindings(config, clients)),
    ...(await labFindings(context.env.PATH ?? "")),
  ].map((finding) => safe(finding, vault.redact));
  const failed = findings.filter(({ state }) => state === "fail").length;
  if (values.json) context.stdout.write(`${JSON.stringify({ version: 1, findings })}\n`);
  else print(findings, context);
  return failed > 0 ? EXIT.bad : EXIT.ok;
};

function safe({ found, todo, ...rest }: Finding, redact: (text: string) => string): Finding {
  const shown = (text: string): string => tame(redact(text), 500);
  return { ...rest, found: shown(found), ...(todo !== undefined && { todo: shown(todo) }) };
}

const SIGN = { ok: "●", warn: "▲", fail: "✘" } as const;

function print(findings: readonly Finding[], { stdout }: CliContext): void {
  const width = Math.max(...findings.map(({ id }) => id.length));
  for (const { id, state, found, todo } of findings) {
    const more = todo === undefined ? "" : `${" ".repeat(width + 9)}→ ${todo}\n`;
    stdout.write(`${SIGN[state]} ${state.padEnd(4)} ${id.padEnd(width)}  ${found}\n${more}`);
  }
  const count = (state: Finding["state"]): number => findings.filter((finding) => finding.state === state).length;
  stdout.write(`\n${plural(count("fail"), "fault")}, ${plural(count("warn"), "warning")}, ${count("ok")} ok\n`);
}
