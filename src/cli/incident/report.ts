import { tameJson } from "../../core/tame-json.ts";
import { foldIncident } from "../../record/fold-incident.ts";
import type { IncidentRecord } from "../../record/incident-record.ts";
import { buildReport } from "../../record/report/build-report.ts";
import type { Series } from "../../record/report/document.ts";
import { reportToHtml } from "../../record/report/html.ts";
import { reportToMarkdown } from "../../record/report/markdown.ts";
import { EXIT, type Run } from "../context.ts";
import { parseFlags, UsageError } from "../flags.ts";
import { stateDir } from "../state-dir.ts";
import { recordedSeries } from "./recorded-series.ts";
import { theIncident } from "./the-incident.ts";

type Write = (record: IncidentRecord, series: readonly Series[]) => string;

const formats: Readonly<Record<string, Write>> = {
  md: (record, series) => reportToMarkdown(buildReport(record, series)),
  html: (record, series) => reportToHtml(buildReport(record, series)),
  json: (record) => tameJson(record),
};

/** Tells one incident, whole. 4 when its journal is damaged, so that something may be missing. */
export const report: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, { format: { type: "string" } });
  const format = values.format ?? (values.json ? "json" : "md");
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (!write) throw new UsageError(`--format takes md, html or json, not "${format}"`);
  const state = stateDir(values.state, context.env, context.home);
  const { incident, problems } = await theIncident(positionals, state, context);
  const record = foldIncident(incident, context.clock.now(), problems);
  context.stdout.write(write(record, format === "json" ? [] : await recordedSeries(incident.folder, record)));
  return record.problems.length > 0 ? EXIT.unknown : EXIT.ok;
};
