import { shortDuration } from "../core/duration.ts";
import { tame } from "../core/hostile-text.ts";
import { type Incident, readIncidents } from "../journal/read-incidents.ts";
import { openDuties } from "../runbooks/duties.ts";
import { EXIT, type Run } from "./context.ts";
import { reportUnread } from "./duties.ts";
import { noWords, parseFlags } from "./flags.ts";
import { stateDir } from "./state-dir.ts";

/** Lists the incidents of the state directory, newest first. */
export const incidents: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  noWords(positionals, "incidents", "; opsdeck report ID, or handoff ID");
  const read = await readIncidents(stateDir(values.state, context.env, context.home));
  reportUnread(read.problems, context);
  const listed = read.incidents.toReversed().map(incidentJson);
  if (values.json) context.stdout.write(`${JSON.stringify({ version: 1, incidents: listed })}\n`);
  else context.stdout.write(table(listed, context.clock.now()));
  return read.problems.length > 0 ? EXIT.unknown : EXIT.ok;
};

/** One incident in `incidents --json`, version 1. Fields may be added, never renamed. */
function incidentJson(incident: Incident) {
  const { id, title, environment, systems, openedAt, closedAt, entries, torn, folder } = incident;
  return {
    id,
    title,
    environment,
    systems,
    openedAt: openedAt ?? null,
    closedAt: closedAt ?? null,
    lines: entries.length,
    torn,
    duties: openDuties([incident]).map((duty) => duty.id),
    folder,
  };
}

function table(listed: readonly ReturnType<typeof incidentJson>[], now: number): string {
  if (listed.length === 0) return "no incident yet\n";
  const lines = listed.map(({ id, title, environment, openedAt, closedAt, torn, duties }) => {
    const age = openedAt === null ? "" : `${shortDuration(now - Date.parse(openedAt))} ago`;
    const owed = duties.length === 0 ? "" : `  ◆ ${duties.join(", ")}`;
    return `${id}  ${closedAt === null ? "open  " : "closed"}  ${age.padEnd(8)}  ${tame(environment, 40)}  ${tame(title, 200)}${owed}${torn ? "  (its last line is torn)" : ""}`;
  });
  return `${lines.join("\n")}\n`;
}
