import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { SecretText } from "../../src/core/secret.ts";
import { known } from "../helpers/known.ts";
import { check, load, problemsOf, shipped, system } from "./one-file.ts";

describe("a system file", () => {
  it("says what a room is not shown, and an overlay only adds to it", () => {
    const below = parseSource(
      "below.yaml",
      system(check("").slice(check("").indexOf("  - id")), "hidden: [customer, phone]\n"),
    );
    const above = parseSource("above.yaml", "system: mine\nhidden: [guild, phone]\n");
    const { systems, problems } = loadConfig({ sources: [below, above], ...known, pace: 1 });
    expect(problems).toEqual([]);
    expect(systems[0]?.hidden).toEqual(["customer", "phone", "guild"]);
  });

  it("becomes plans", () => {
    const { plans, problems, systems } = load(check("    every: 30s\n"));
    expect(problems).toEqual([]);
    expect(systems).toMatchObject([{ id: "mine", environment: "staging", tag: "mi" }]);
    expect(plans).toMatchObject([
      { id: "mine/one", everyMs: 30_000, timeoutMs: 10_000, staleAfterMs: 90_000, target: "x.test" },
    ]);
    expect(plans[0]?.params).toMatchObject({ url: "https://x.test/two" });
  });

  it("carries secrets as references that never show", () => {
    const [plan] = load(check("")).plans;
    const { headers } = plan!.params as { headers: { authorization: SecretText } };
    expect(headers.authorization).toBeInstanceOf(SecretText);
    expect(`${headers.authorization} ${JSON.stringify(headers)}`).toBe(
      'Bearer •••••••• {"authorization":"Bearer ••••••••"}',
    );
  });

  it("divides intervals and floors by the pace, and leaves a time-out that a healthy answer fits", () => {
    const [plan] = load(check("    every: 5m\n    floor: 5m\n    timeout: 20s\n"), { pace: 15 }).plans;
    expect(plan).toMatchObject({ everyMs: 20_000, floorMs: 20_000, onDemandFloorMs: 4000, timeoutMs: 3000 });
  });
});

describe("mistakes are told all at once, with their place and what to write", () => {
  it.each<[string, string, RegExp]>([
    ["an unknown key", check("    foo: 5s\n"), /^my\.yaml:13:5 {2}unknown key "foo" {2}remove it; there are id, title/],
    ["a wrong duration", check("    every: 5 min\n"), /^my\.yaml:13:12 {2}every: a duration looks like/],
    [
      "an unknown kind",
      check("").replace("kind: http-json", "kind: htp"),
      /^my\.yaml:9:11 {2}no kind of check "htp" {2}write one of .*http-json/,
    ],
    [
      "an unknown panel",
      check("").replace("[sync]", "[sink]"),
      /^my\.yaml:10:14 {2}no panel "sink" {2}write one of deploy, sync/,
    ],
    ["a missing panel", check("").replace("    panels: [sync]\n", ""), /"panels" is missing/],
    ["no URL", check("").replace("${vars.two}", "x.test"), /^my\.yaml:11:18 {2}url: write a whole URL/],
    [
      "an unknown var",
      check("").replace("${vars.two}", "${vars.tow}"),
      /^my\.yaml:11:18 {2}\$\{vars\.tow\} is not under vars {2}write \$\{vars\.two\}/,
    ],
    ["an unknown secret", check("").replace("secrets.key}", "secrets.kee}"), /\$\{secrets\.kee\} is not a secret/],
    [
      "a secret in the words",
      check("").replace('say: "fine"', 'say: "${secrets.key}"'),
      /is not a secret that may be used here/,
    ],
    ["a secret in the file", check("").replace("${env:KEY}", "hunter22"), /holds the secret itself/],
    [
      "a rule with two comparisons",
      check("").replace("eq: 200", "gt: 1, lt: 3"),
      /^my\.yaml:12:16 {2}when: write exactly one of/,
    ],
    ["a rule with a wrong verdict", check("").replace("verdict: ok", "verdict: good"), /write ok, warn, fail, unknown/],
    ["a pattern that does not compile", check("").replace("eq: 200", 'matches: "("'), /is no pattern/],
    [
      "a verdict of nobody",
      check("").replace("{ fact: status, eq: 200 }", "{ verdict: nobody, in: [ok] }"),
      /no check "nobody"/,
    ],
    ["a schedule that writes", check("    effect: writes\n"), /cannot run by schedule {2}write mode: on-demand/],
    [
      "a POST without effect",
      check("").replace("url: ", "method: POST, url: "),
      /a look by http-json needs a declared effect here/,
    ],
    ["a check from nowhere", system("  - { id: two, from: zero, panels: [sync], judge: [] }"), /"judge" is empty/],
    ["a key that is misspelt", check("    evry: 2m\n"), /^my\.yaml:13:5 {2}unknown key "evry" {2}write every/],
    [
      "a kind that is misspelt",
      check("").replace("http-json", "http-jsn"),
      /no kind of check "http-jsn" {2}write http-json/,
    ],
    ["a look without a pause", check("    every: 0s\n"), /^my\.yaml:13:12 {2}every 0s is no pause/],
    [
      "an interval below its floor",
      check("    every: 1m\n    floor: 5m\n"),
      /every 1m is below the floor of 5m {2}write 5m/,
    ],
    [
      "a fact of the look's own",
      check("").replace("url: ", "take: { status: /s }, url: "),
      /^my\.yaml:11:\d+ {2}status: this look gives/,
    ],
    ["a text for a list", check("").replace("[sync]", "sync"), /"panels" has the wrong type {2}write a list/],
    ["an id twice", `${check("")}${check("").split("checks:\n")[1]}`, /the id "one" is there twice/],
    ["broken YAML", "system: [", /^my\.yaml:1:1\d/],
    ["an empty file", "", /^my\.yaml:1:1 {2}the file is empty: it watches nothing {2}write a system file/],
    ["a file of comments", "# later\n---\n# more\n", /^my\.yaml:1:1 {2}the file is empty/],
    ["no environment", check("").replace("environment: staging\n", ""), /system mine has no environment/],
  ])("%s", (_name, text, wanted) => {
    const problems = problemsOf(text);
    expect(problems.join("\n")).toMatch(new RegExp(wanted.source, `${wanted.flags}m`));
    expect(problems.join("\n")).not.toContain("hunter22");
  });

  it.each<[string, string, RegExp]>([
    ["to its end", 'system: shop\ntitle: "Shop\ntag: sh\n', /^my\.yaml:2:8 {2}this quote is not closed {2}write "/],
    ["single", "title: Shop\nsystem: 'shop\n", /^my\.yaml:2:9 {2}this quote is not closed {2}write '/],
    [
      "up to the next text",
      check("").replace('say: "fine"', 'say: "fine'),
      /^my\.yaml:12:67 {2}this quote is not closed/,
    ],
  ])("a quote that is not closed is told where it opens, and alone: %s", (_name, text, wanted) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(wanted)]);
  });

  it.each<[string, string, RegExp]>([
    ["a tab", check("").replace("    kind", "\tkind"), /^my\.yaml:\d+:1 {2}a tab indents this line {2}write spaces/],
    ["an indent", check("").replace("    kind", "   kind"), /^my\.yaml:\d+:1 {2}/],
    ["a reference without quotes", check("").replace('"${vars.two}"', "${vars.two}"), /begins with \$\{ needs quotes/],
    ["a colon in a text", check("").replace('"fine"', "it is: fine"), /is taken for a key {2}write it in quotes/],
    ["a secret itself", check("").replace("${env:KEY}", "hunter22"), /secrets\.key holds the secret itself/],
  ])("what makes mistakes of all that follows is told alone: %s", (_name, text, wanted) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(wanted)]);
  });

  it("a var that is made of itself is told where it is written", () => {
    const text = check("").replace("two: ", 'one: "${vars.three}", three: "${vars.one}", two: ');
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^my\.yaml:\d+:\d+ {2}\$\{vars\.one\} is made of itself/),
      expect.stringMatching(/\$\{vars\.three\} is made of itself/),
    ]);
  });

  it("a password in a URL is told and not repeated; a reference to one is none", () => {
    const at = (url: string) => problemsOf(check("").replace("${vars.two}", () => url));
    expect(at("https://me:hunter22@shop.example.com/")).toEqual([
      expect.stringMatching(/^my\.yaml:11:\d+ {2}a password stands in the file {2}.*\$\{env:NAME\}/),
    ]);
    expect(at("https://me@shop.example.com/").join()).not.toContain("password");
    expect(at("https://me:${vars.two}@shop.example.com/").join()).not.toContain("password");
  });

  it("the mistakes of both checks of one id are told, in the order in which they stand", () => {
    const one = check("    every: 0s\n").replace("kind: http-json", "kind: http-jsn");
    const problems = problemsOf(`${one}${check("    timeout: 0s\n").split("checks:\n")[1]}`);
    expect(problems).toEqual([
      expect.stringMatching(/no kind of check "http-jsn"/),
      expect.stringMatching(/the id "one" is there twice/),
      expect.stringMatching(/no look ends in no time/),
    ]);
  });

  it("each key that is there twice is told", () => {
    const text = check("    every: 2m\n    every: 3m\n    value: status\n    value: status\n");
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/:14:5 {2}the key "every" is there twice/),
      expect.stringMatching(/:16:5 {2}the key "value" is there twice/),
    ]);
  });

  it.each<[string, string, RegExp]>([
    [
      "a test",
      check("").replace("fact: status", "fact: stauts"),
      /no fact "stauts" comes from this look {2}it gives status, latencyMs/,
    ],
    ["the words", check("").replace('say: "fine"', 'say: "{nope} is"'), /no fact "nope" comes from this look/],
    ["the value column", check("    value: nope\n"), /^my\.yaml:13:12 {2}no fact "nope"/],
    ["a duration as a number", check("    timeout: 300\n"), /"timeout" is a duration {2}write 500ms/],
  ])("a typo in %s", (_name, text, wanted) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(wanted)]);
  });

  it("does not hide mistakes below one at the top", () => {
    const text = check("").replace("tag: mi", "tag: too-long").replace("kind: http-json", "kind: htp");
    expect(problemsOf(text).join("\n")).toMatch(/a tag has two small letters[\s\S]*no kind of check "htp"/);
    expect(problemsOf(text)).toHaveLength(2);
  });

  it("many at once", () => {
    const text = check("    evry: 5s\n    timeout: never\n").replace("[sync]", "[sink]");
    expect(problemsOf(text)).toHaveLength(3);
  });
});

it("ships systems without a mistake, by their text and as the build keeps them", () => {
  const texts = globSync("src/systems/*/system.yaml").map((file) =>
    parseSource(file.slice(12), readFileSync(file, "utf8")),
  );
  for (const sources of [texts, shipped]) {
    const systems = sources.map((source) => source.file.split("/", 1)[0] ?? "");
    const { problems, plans } = loadConfig({ sources, ...known, pace: 1, systems });
    expect(problems.map(formatProblem)).toEqual([]);
    expect(plans.length).toBeGreaterThan(40);
  }
  const lines = (sources: typeof texts) =>
    loadConfig({ sources, ...known, pace: 1, systems: ["opsmantik"] }).plans.map((plan) => [
      plan.place,
      plan.ruleLines,
    ]);
  expect(lines(shipped)).toEqual(lines(texts));
});
