import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { parseRunbook } from "../../src/runbooks/parse-runbook.ts";
import { runbookText } from "./shop.ts";

const parse = (text: string) => {
  const { runbook, problems } = parseRunbook("drill.md", text);
  return { runbook, steps: runbook?.steps.map((one) => one.step) ?? [], said: problems.map(formatProblem) };
};

describe("a runbook", () => {
  test("gives each step the prose before it and a title", () => {
    const { runbook, steps, said } = parse(
      runbookText(
        "id: look\ncheck: health",
        "id: rest\ntitle: A rest\nwait: 5m",
        "id: hand\nmanual: Call them.\nundo: { nothing-to-undo: a call }",
      ),
    );
    expect(said).toEqual([]);
    expect(steps.map((step) => [step.type, step.id, step.title, step.line])).toEqual([
      ["check", "look", "Step 1", 15],
      ["wait", "rest", "A rest", 24],
      ["manual", "hand", "Step 3", 34],
    ]);
    expect(steps[0]?.prose).toBe("# Drill\n\n## 1. Step 1\n\nProse 1.");
    expect(steps[1]?.prose).toBe("## 2. Step 2\n\nProse 2.");
    expect(runbook?.closing).toBe("The end.");
  });

  test("says every mistake at once, with its place in the Markdown", () => {
    const text = runbookText(
      "id: look\nchek: health",
      "id: both\ncheck: health\nwait: 5m",
      "id: hand\nmanual: Break it.",
      "id: look\nwait: 5 minutes",
      "id: far\nbad: [",
      "id: turn\naction: turn\nundo:\n  id: back\n  title: Turned\n  manual: []\n  proof: [{ check: health, when: { fact: n } }]",
    );
    expect(parse(text).said).toEqual([
      'drill.md:16:1  unknown key "chek"  remove it, or check its spelling',
      "drill.md:15:1  write one of check, expect, wait, manual, action, restore, stop",
      "drill.md:24:1  it is both check and wait: write two steps",
      "drill.md:35:9  manual: it has no undo: write undo with id, title, manual and proof, or undo: { nothing-to-undo: why }",
      "drill.md:44:7  wait: a duration looks like 500ms, 20s, 5m, 1h or 7d",
      expect.stringMatching(/^drill\.md:53:7 {2}/),
      'drill.md:66:3  "manual" is empty or too small  give it at least 1',
      expect.stringMatching(/^drill\.md:67:28 {2}.*exactly one of eq/),
    ]);
  });

  test.each([
    ["no front matter", "# Drill\n", /^drill\.md:1:1 {2}a runbook begins with front matter/],
    ["wrong front matter", "---\nrunbook: drill\nsystem: shop\n---\n", /^drill\.md:2:10 .*write the system and a name/],
    [
      "another system",
      "---\nrunbook: shop/drill\nsystem: post\ntitle: T\n---\n",
      /^drill\.md:2:10 {2}the runbook is of shop, the system is post/,
    ],
    ["front matter that is no YAML", "---\nrunbook: [\n---\n", /^drill\.md:\d+:\d+ {2}/],
    [
      "two steps in a block",
      runbookText("id: a\nwait: 1s\n---\nid: b\nwait: 1s"),
      /^drill\.md:14:1 {2}one block is one step/,
    ],
    ["an empty block", runbookText(""), /^drill\.md:14:1 {2}the step is empty/],
    [
      "a step in a list",
      runbookText().replace("The end.", "- look\n\n  ```yaml step\n  id: a\n  wait: 1s\n  ```\n"),
      /a step stands at the left margin/,
    ],
    [
      "a block that is not closed",
      `${runbookText()}\n\`\`\`yaml step\nid: a\nwait: 1s\n`,
      /the block of this step is not closed/,
    ],
    [
      "the same id twice",
      runbookText("id: a\nwait: 1s", "id: a\nwait: 1s"),
      /^drill\.md:24:5 {2}the id "a" is there twice/,
    ],
  ])("%s", (_name, text, message) => {
    expect(parse(text).said.join("\n")).toMatch(message);
  });

  test("with CRLF, a byte order mark and an indented fence, places stay right", () => {
    const text = runbookText("id: a\nwait: soon").replace(
      "```yaml step\nid: a\nwait: soon\n```",
      "  ```yaml step\n  id: a\n  wait: soon\n  ```",
    );
    expect(parse(`\uFEFF${text.replaceAll("\n", "\r\n")}`).said).toEqual([
      "drill.md:16:9  wait: a duration looks like 500ms, 20s, 5m, 1h or 7d",
    ]);
  });
});
