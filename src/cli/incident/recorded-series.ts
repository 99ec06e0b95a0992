import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CheckPlan } from "../../core/plan.ts";
import type { Reading } from "../../core/reading.ts";
import { toldSamples } from "../../core/told-facts.ts";
import type { IncidentRecord } from "../../record/incident-record.ts";
import type { Series } from "../../record/report/document.ts";
import { type Moment, parseRecording, RECORDING, type Recording } from "../../recording/recording.ts";

/** As many charts as a report can carry, and points as a line can show. */
const MOST_CHARTS = 8;
const MOST_POINTS = 600;

/** The recording beside a journal; undefined when there is none, or it is another version's. */
export async function readRecording(folder: string): Promise<Recording | undefined> {
  return parseRecording(await readFile(join(folder, RECORDING), "utf8").catch(() => ""));
}

/** The values of the checks that were bad, as they were recorded; nothing where nothing was. */
export async function recordedSeries(folder: string, record: IncidentRecord): Promise<readonly Series[]> {
  const recording = await readRecording(folder);
  if (!recording) return [];
  const plans = plansOf(recording);
  const readings = readingsOf(recording);
  const bad = new Set(record.impact.spans.map(({ check }) => check));
  return [...bad].flatMap((check) => seriesOf(plans.get(check), readings.get(check) ?? [])).slice(0, MOST_CHARTS);
}

function plansOf({ moments }: Recording): ReadonlyMap<string, CheckPlan> {
  const states = moments.flatMap((moment) => (moment.kind === "state" ? Object.values(moment.state.checks) : []));
  return new Map(states.map(({ plan }) => [plan.id, plan]));
}

/** Each reading once, by the time at which it was looked: a second start repeats what was known at the first. */
function readingsOf({ moments }: Recording): ReadonlyMap<string, readonly Reading[]> {
  const all = moments.flatMap(readingsIn).toSorted((a, b) => a.at - b.at);
  const seen = new Set<string>();
  const once = all.filter(({ checkId, at }) => {
    const key = `${at} ${checkId}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return Map.groupBy(once, ({ checkId }) => checkId);
}

function readingsIn(moment: Moment): readonly Reading[] {
  if (moment.kind === "event") return moment.event.type === "check.read" ? [moment.event.reading] : [];
  return moment.kind === "state" ? Object.values(moment.state.checks).flatMap(({ history }) => history) : [];
}

function seriesOf(plan: CheckPlan | undefined, readings: readonly Reading[]): readonly Series[] {
  const fact = plan?.trend ?? plan?.value;
  if (!plan || fact === undefined) return [];
  const points = toldSamples(readings.slice(-MOST_POINTS), fact);
  if (points.filter(({ value }) => value !== null).length < 2) return [];
  return [{ check: plan.id, title: plan.title, fact, threshold: plan.threshold, points }];
}
