import { actionKinds } from "../actions/index.ts";
import type { Config } from "../config/load-config.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { lintRunbook } from "../runbooks/lint.ts";
import type { Runbook } from "../runbooks/parse-runbook.ts";

/** What is wrong between a runbook and the systems that are configured. */
export function drift(runbook: Runbook, { plans, bindings }: Pick<Config, "plans" | "bindings">): ConfigProblem[] {
  const bound = bindings.get(runbook.head.system);
  if (bound) return lintRunbook(runbook, { plans, bindings: bound, actions: actionKinds });
  const place = runbook.front.locate(["system"]);
  const message = `no system "${runbook.head.system}" is configured`;
  return [{ file: runbook.file, ...place, path: "system", message, hint: "name it with --system or --config" }];
}
