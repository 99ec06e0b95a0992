import { tame } from "../../core/hostile-text.ts";
import type { Hidden } from "../../store/select-hidden.ts";
import type { Theme } from "../theme/theme.ts";

/** Addresses by their form: what stands after a scheme, names under well-known ends, and numbers with three dots. */
const ADDRESS =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+|\b(?:[a-z0-9][a-z0-9_-]*\.)+(?:com|net|org|io|app|dev|cloud|tech|info|internal|local|localhost|lan|corp|test|example|co|de|eu|tr|uk)\b(?::\d+)?(?:\/\S*)?|\b\d{1,3}(?:\.\d{1,3}){3}\b(?::\d+)?|\blocalhost\b(?::\d+)?|\[[0-9a-f]*:[0-9a-f:]+\](?::\d+)?/gi;
/** Two or more steps from a root, and names of files with their line. */
const PATH =
  /(?<![\w.)/])(?:~|\.{1,2})?(?:\/[\w.@+-]+){2,}\/?(?::\d+)*|(?<![\w/])~\/[\w.@+/-]+|\b[\w.-]+(?:\/[\w.-]+)*\.(?:ya?ml|json|jsonl|ndjson|md|log|sql|ts|js|sh|pem|key|env)\b(?::\d+)*/g;

/** Takes out of a text what a room is not shown, and says what was there. */
export function hider({ people, hosts, values }: Hidden): (text: string) => string {
  const told: readonly (readonly [RegExp | undefined, string])[] = [
    [oneOf(values), "(hidden)"],
    [ADDRESS, "(host)"],
    [oneOf(hosts), "(host)"],
    [PATH, "(path)"],
    [oneOf(people), "(person)"],
  ];
  return (text) =>
    told.reduce((left, [pattern, instead]) => (pattern ? left.replaceAll(pattern, instead) : left), text);
}

/** Whole words only, the longest first. */
function oneOf(words: readonly string[]): RegExp | undefined {
  if (words.length === 0) return undefined;
  const longestFirst = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}_])`, "gu");
}

const LONGEST = 4000;

/** A theme through which only what a room may see is said: every text that is data goes through it. */
export function hidingTheme(theme: Theme, hidden: Hidden): Theme {
  const hide = hider(hidden);
  return { ...theme, say: (text, limit) => theme.say(hide(tame(text, LONGEST)), limit) };
}
