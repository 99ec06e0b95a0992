import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { ProgramEnded } from "../src/core/clients.ts";
import { tame } from "../src/core/hostile-text.ts";
import { commandParam } from "../src/core/named.ts";
import { patternText } from "../src/core/pattern.ts";
import { lastWords, printedFacts } from "./parts/command-facts.ts";
import * as http from "./parts/http-params.ts";
import { masked } from "./parts/mask.ts";
import { oneSource } from "./parts/one-source.ts";
import { programTakesMs } from "./parts/program-takes.ts";
import { checkTake } from "./parts/safe-params.ts";
import { type Match, matchNames, matchNeeds, takeMatches } from "./parts/take.ts";

const FIXED = { exitCode: 0, tookMs: 0 };

const params = z
  .strictObject({
    command: commandParam,
    "expect-exit": z
      .array(z.int().min(0).max(255))
      .min(1)
      .default([0])
      .meta({ description: "Exits that are an answer; any other fails the look." }),
    format: z
      .enum(["text", "json", "keys"])
      .default("text")
      .meta({ description: "What stdout is: text, JSON (with other lines around it), or lines of key=value." }),
    take: z
      .record(http.factName, z.string())
      .default({})
      .meta({ description: "Facts by JSON pointer (json) or by key (keys)." }),
    match: z
      .record(http.factName, z.union([patternText, http.matches.unwrap().valueType]))
      .default({})
      .meta({
        description:
          "Fact: a pattern (what its first group catches in the last line that it fits), or another fact and what it should be.",
      }),
  })
  .superRefine(checkTake)
  .superRefine(oneSource((p) => [FIXED, p.take, patternsOf(p), matchNames(comparisonsOf(p))]));
type Params = z.output<typeof params>;
interface Wanted {
  readonly match: Readonly<Record<string, string | Match>>;
}

function patternsOf({ match }: Wanted): Record<string, string> {
  return Object.fromEntries(
    Object.entries(match).flatMap(([fact, one]) => (typeof one === "string" ? [[fact, one]] : [])),
  );
}

function comparisonsOf({ match }: Wanted): Record<string, Match> {
  return Object.fromEntries(
    Object.entries(match).flatMap(([fact, one]) => (typeof one === "string" ? [] : [[fact, one]])),
  );
}

/**
 * Runs a command of the system file, without a shell, stdin empty, its children ended with it. Facts: `exitCode`,
 * `tookMs`, and those of `take` and `match` (null where nothing is found; patterns see stdout, then stderr, line by
 * line). Failures: `config` when the program is not there, `timeout`, `too-large` over 256 KiB, `parse`, `status` for
 * an exit that is not due.
 */
export const command = defineCheck({
  kind: "command",
  title: "Command",
  params,
  names: { command: "commands" },
  local: () => true,
  mayReachOut: true,
  target: (p) => p.command.name,
  needsEffect: () => true,
  sends: (p) => [tame(masked(p.command.argv.map((part) => JSON.stringify(part)).join(" ")), 400)],
  takesMs: (p) => programTakesMs(p.command),
  needs: (p) => matchNeeds(comparisonsOf(p)),
  facts: (p) => [FIXED, p.take, patternsOf(p), matchNames(comparisonsOf(p))].flatMap(Object.keys),
  async run({ params: p, clients, trace, seen }, signal) {
    const ended = await clients.programs.run(p.command, signal);
    const said = `${ended.exitCode ?? ended.signal} in ${Math.round(ended.tookMs)} ms`;
    trace(`${tame(masked(p.command.argv.join(" ")), 200)} → ${said}`);
    for (const text of [ended.stdout, ended.stderr]) if (text.trim() !== "") trace(tame(masked(text.trim()), 400));
    refuseExit(ended, p);
    const printed = printedFacts(ended, { ...p, patterns: patternsOf(p) });
    const facts = { exitCode: ended.exitCode, tookMs: Math.round(ended.tookMs), ...printed };
    return { ...facts, ...takeMatches(facts, comparisonsOf(p), seen) };
  },
});

function refuseExit(ended: ProgramEnded, { command, ...p }: Params): void {
  const { exitCode, signal } = ended;
  if (exitCode !== null && p["expect-exit"].includes(exitCode)) return;
  const said = lastWords(ended);
  const how = exitCode === null ? `was ended by ${signal}` : `ended with ${exitCode}`;
  // What a shell script says of a program that it could not start.
  const kind = exitCode === 126 || exitCode === 127 ? "config" : "status";
  throw new CheckError(kind, `${command.name} ${how}${said === "" ? "" : `: ${said}`}`, {
    code: exitCode === null ? (signal ?? "signal") : String(exitCode),
  });
}
