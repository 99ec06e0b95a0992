import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { ProgramEnded } from "../src/core/clients.ts";
import { tame } from "../src/core/hostile-text.ts";
import { commandParam } from "../src/core/named.ts";
import { caught, patternText } from "../src/core/pattern.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import * as http from "./parts/http-params.ts";
import { jsonIn } from "./parts/json-in.ts";
import { takeKeys } from "./parts/key-values.ts";
import { masked } from "./parts/mask.ts";
import { oneSource, shareName } from "./parts/one-source.ts";
import { checkTake } from "./parts/safe-params.ts";
import { takeScalars } from "./parts/take.ts";

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
      .record(http.factName, patternText)
      .default({})
      .meta({ description: "Facts by pattern: what its first group catches in the last line that it fits." }),
  })
  .superRefine(checkTake)
  .refine((p) => !shareName(FIXED, p.take, p.match), oneSource(Object.keys(FIXED)));
type Params = z.output<typeof params>;

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
  target: (p) => p.command.name,
  needsEffect: () => true,
  facts: (p) => ["exitCode", "tookMs", ...[p.take, p.match].flatMap(Object.keys)],
  async run({ params: p, clients, trace }, signal) {
    const ended = await clients.programs.run(p.command, signal);
    const said = `${ended.exitCode ?? ended.signal} in ${Math.round(ended.tookMs)} ms`;
    trace(`${tame(masked(p.command.argv.join(" ")), 200)} → ${said}`);
    for (const text of [ended.stdout, ended.stderr]) if (text.trim() !== "") trace(tame(masked(text.trim()), 400));
    refuseExit(ended, p);
    const facts: Facts = { exitCode: ended.exitCode, tookMs: Math.round(ended.tookMs) };
    return { ...facts, ...takesOf(ended.stdout, p), ...matchesOf(`${ended.stdout}\n${ended.stderr}`, p.match) };
  },
});

function refuseExit({ exitCode, signal, stdout, stderr }: ProgramEnded, { command, ...p }: Params): void {
  if (exitCode !== null && p["expect-exit"].includes(exitCode)) return;
  const last = tame(masked((stderr.trim() || stdout.trim()).split("\n").at(-1) ?? ""), 160);
  const how = exitCode === null ? `was ended by ${signal}` : `ended with ${exitCode}`;
  // What a shell script says of a program that it could not start.
  const kind = exitCode === 126 || exitCode === 127 ? "config" : "status";
  throw new CheckError(kind, `${command.name} ${how}${last === "" ? "" : `: ${last}`}`, {
    code: exitCode === null ? (signal ?? "signal") : String(exitCode),
  });
}

function takesOf(stdout: string, { format, take, command }: Params): Record<string, Scalar> {
  if (Object.keys(take).length === 0) return {};
  if (format === "keys") return takeKeys(stdout, take);
  const value = jsonIn(stdout);
  if (value === undefined)
    throw new CheckError("parse", `${command.name} printed no JSON: ${tame(masked(stdout.trim()), 60)}`);
  return takeScalars(value, take);
}

function matchesOf(text: string, match: Params["match"]): Record<string, Scalar> {
  const lines = text.split(/\r?\n/).toReversed();
  return Object.fromEntries(
    Object.entries(match).map(([fact, pattern]) => {
      for (const line of lines) {
        const found = caught(pattern, line);
        if (found !== null) return [fact, tame(masked(found), 500)];
      }
      return [fact, null];
    }),
  );
}
