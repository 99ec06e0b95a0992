import { z } from "zod";
import { jsonOf } from "../core/json-of.ts";
import type { CockpitEvent, CockpitState } from "../store/state.ts";
import { revivedEvent, revivedState } from "./plain.ts";

export const RECORDING = "events.jsonl";

/** How a frame was drawn when its hash was taken. */
export interface FrameShape {
  readonly columns: number;
  readonly rows: number;
  readonly theme: { readonly depth: string; readonly ground: string; readonly ascii: boolean };
}

/** One moment of a recording. `at`: the time that the screen showed, in ms since 1970. */
export type Moment =
  | { readonly kind: "state"; readonly at: number; readonly state: CockpitState }
  | { readonly kind: "event"; readonly at: number; readonly event: CockpitEvent }
  | { readonly kind: "frame"; readonly at: number; readonly shape: FrameShape; readonly sha256: string }
  | { readonly kind: "end"; readonly at: number; readonly reason: string };

/** What was on a screen while an incident was open. Begins with a state; another state begins where opsdeck was started again. */
export interface Recording {
  readonly incident: string;
  /** Of the opsdeck that recorded it: another one may draw other frames. */
  readonly version: string;
  /** The zone of the times on its frames. */
  readonly zone: string;
  readonly moments: readonly Moment[];
  /** Lines that could not be read, in words. */
  readonly problems: readonly string[];
}

const headSchema = z.looseObject({
  v: z.literal(1),
  type: z.literal("recording"),
  incident: z.string(),
  at: z.number(),
  version: z.string(),
  zone: z.string(),
  state: z.looseObject({ now: z.number(), epoch: z.number(), checks: z.record(z.string(), z.looseObject({})) }),
});

const shapeSchema = z.object({
  columns: z.number(),
  rows: z.number(),
  theme: z.object({ depth: z.string(), ground: z.string(), ascii: z.boolean() }),
});
const lineSchema = z.union([
  headSchema,
  z.object({ t: z.number(), event: z.looseObject({ type: z.string() }) }),
  z.object({ t: z.number(), frame: shapeSchema.extend({ sha256: z.string() }) }),
  z.object({ t: z.number(), end: z.string() }),
]);

/** Reads a recording. What is not whole is left out and told; undefined when it does not begin as one. */
export function parseRecording(text: string): Recording | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  const head = headSchema.safeParse(jsonOf(lines[0] ?? ""));
  if (!head.success) return undefined;
  const { incident, version, zone } = head.data;
  const problems: string[] = [];
  const moments = lines.flatMap((line, index): Moment[] => {
    const moment = momentOf(line);
    if (!moment) problems.push(`line ${index + 1} of the recording cannot be read`);
    return moment ? [moment] : [];
  });
  return { incident, version, zone, moments, problems };
}

function momentOf(line: string): Moment | undefined {
  const parsed = lineSchema.safeParse(jsonOf(line));
  if (!parsed.success) return undefined;
  const { data } = parsed;
  if ("state" in data) {
    return { kind: "state", at: data.at, state: revivedState(data.state as unknown as CockpitState) };
  }
  if ("event" in data) return { kind: "event", at: data.t, event: revivedEvent(data.event as unknown as CockpitEvent) };
  if ("end" in data) return { kind: "end", at: data.t, reason: data.end };
  const { sha256, ...shape } = data.frame;
  return { kind: "frame", at: data.t, shape, sha256 };
}
