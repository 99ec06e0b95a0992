import fc from "fast-check";
import { expect, test } from "vitest";
import type { EntryBody } from "../../src/journal/entry.ts";
import { foldIncident } from "../../src/record/fold-incident.ts";
import { buildReport } from "../../src/record/report/build-report.ts";
import type { Series } from "../../src/record/report/document.ts";
import { reportToHtml } from "../../src/record/report/html.ts";
import { reportToMarkdown } from "../../src/record/report/markdown.ts";
import { bodies, journal, NOW } from "./small-incident.ts";

const series: Series = {
  check: "shop/publish",
  title: "publish",
  fact: "failures",
  threshold: 5,
  points: [7, null, 3, 0].map((value, index) => ({ at: NOW + index * 1000, value })),
};
const reportOf = (all: readonly EntryBody[] = bodies) =>
  buildReport(foldIncident(journal(all.length, all), NOW), [series]);

test("a small incident in Markdown", () => {
  expect(reportToMarkdown(reportOf())).toMatchInlineSnapshot(`
    "# INC-0007: publish fails

    - production, shop, SEV2
    - opened 2023-11-14 22:13:20, closed 2023-11-14 22:13:43: all ok
    - lead alice, scribe carol
    - all times are UTC

    ## In short

    | Question | Answer |
    | --- | --- |
    | When did it start? | 2023-11-14 22:13:00: the first check was seen bad; the incident was opened at 2023-11-14 22:13:20 by alice |
    | Who saw what first? | the cockpit of alice saw shop/publish fail: 7 publish failures in 15 min |
    | Is it over? | every check was seen ok again at 2023-11-14 22:13:41, after 0:41; closed at 2023-11-14 22:13:43 |
    | What was changed? | vercel-env to api.vercel.com at 2023-11-14 22:13:28 by alice |
    | Is everything restored? | yes: 1 duty discharged by proof |
    | What is left to do? | nothing |

    ## Left to do

    Nothing.

    ## Impact

    | Check | Worst | From | Ok again | Lasted | What |
    | --- | --- | --- | --- | --- | --- |
    | shop/publish | fail | 2023-11-14 22:13:00 | 2023-11-14 22:13:41 | 0:41 | 7 publish failures in 15 min |
    | shop/proof | fail | 2023-11-14 22:13:32 | 2023-11-14 22:13:37 | 0:05 | 500 |

    ## Charts

    shop/publish, failures: 7 at first, at most 7 (2023-11-14 22:14:20), 0 at last, threshold 5

    ## Changes, before and after

    | Change 1 | to be restored: D7-1 |
    | --- | --- |
    | Request | changed by vercel-env to api.vercel.com, 2023-11-14 22:13:28, by alice, step break-token |
    | Outcome | done: 200 |
    | Approved by | bob |
    | Before | shop/proof ok: queued (2023-11-14 22:13:25) |
    | After | deploymentId dpl_2; shop/proof fail: 500 (2023-11-14 22:13:32) |

    \`\`\`text
    PATCH /v9/projects/shop/env/TOKEN
    value ••••••••
    \`\`\`

    ## Duties and their proof

    | Duty | State | Since | Ended | Lasted | Proof |
    | --- | --- | --- | --- | --- | --- |
    | D7-1 restore TOKEN (production) | discharged | 2023-11-14 22:13:27 | 2023-11-14 22:13:38 by alice | 0:11 | shop/proof: queued (2023-11-14 22:13:37) |

    ## Alerts

    | Alert | Fired | Resolved | Lasted | What |
    | --- | --- | --- | --- | --- |
    | shop/alert:publish | 2023-11-14 22:13:33 | 2023-11-14 22:13:39 | 0:06 | fires: 7 &gt; 5 for 5:00 |

    ## Objectives

    | Objective | At first | At last | Budget burned meanwhile |
    | --- | --- | --- | --- |
    | availability | 99 % good | 98.9 % good | 12 % |

    ## Runs and their steps

    | Run, step | Result | From | Lasted | By | Why |
    | --- | --- | --- | --- | --- | --- |
    | shop/drill (R1) | done | 2023-11-14 22:13:23 | 0:19 | alice |  |
    | · break-token | passed | 2023-11-14 22:13:24 | 0:07 | alice | shop/proof: queued |

    ## What was checked

    | Time | Check | Verdict | What was seen | By |
    | --- | --- | --- | --- | --- |
    | 2023-11-14 22:13:00 | shop/publish | fail | 7 publish failures in 15 min | cockpit of alice |
    | 2023-11-14 22:13:25 | shop/proof | ok | queued | alice, step break-token |
    | 2023-11-14 22:13:32 | shop/proof | fail | 500 | alice, step see-it |
    | 2023-11-14 22:13:37 | shop/proof | ok | queued | alice, step prove |
    | 2023-11-14 22:13:41 | shop/publish | ok | no publish failures in 15 min | cockpit of alice |

    ## Who did what

    | Person | Roles | From | To | Did |
    | --- | --- | --- | --- | --- |
    | alice | lead | 2023-11-14 22:13:20 | 2023-11-14 22:13:43 | 1 run opened, 1 step passed, 1 request sent, 1 note |
    | bob |  | 2023-11-14 22:13:26 | 2023-11-14 22:13:26 | 1 approval |

    ## Notes

    | Time | By | Note |
    | --- | --- | --- |
    | 2023-11-14 22:13:35 | alice | told the shop's owner |

    ## Evidence

    None.

    ## Timeline

    | Time | By | Kind | What |
    | --- | --- | --- | --- |
    | 2023-11-14 22:13:00 | alice | check | shop/publish fail: 7 publish failures in 15 min |
    | 2023-11-14 22:13:20 | alice | incident | opened: publish failures (production) |
    | 2023-11-14 22:13:22 | alice | incident | named publish fails, SEV2, lead alice, scribe carol |
    | 2023-11-14 22:13:23 | alice | run | shop/drill begins: Force a failure |
    | 2023-11-14 22:13:24 | alice | step | break-token begins |
    | 2023-11-14 22:13:25 | alice | check | shop/proof ok: queued |
    | 2023-11-14 22:13:26 | alice | approval | break-token approved by bob |
    | 2023-11-14 22:13:27 | alice | duty | D7-1 armed: restore TOKEN |
    | 2023-11-14 22:13:28 | alice | change | sends vercel-env to api.vercel.com |
    | 2023-11-14 22:13:29 | alice | change | done: 200 |
    | 2023-11-14 22:13:30 | alice | duty | D7-1 applied |
    | 2023-11-14 22:13:31 | alice | step | break-token passed |
    | 2023-11-14 22:13:32 | alice | check | shop/proof fail: 500 |
    | 2023-11-14 22:13:33 | alice | alert | shop/alert:publish fail: fires: 7 &gt; 5 for 5:00 |
    | 2023-11-14 22:13:34 | alice | goal | shop/goal:availability warn: 99 % good |
    | 2023-11-14 22:13:35 | alice | note | told the shop's owner |
    | 2023-11-14 22:13:36 | alice | duty | D7-1 restored, not proved yet |
    | 2023-11-14 22:13:37 | alice | check | shop/proof ok: queued |
    | 2023-11-14 22:13:38 | alice | duty | D7-1 discharged: shop/proof: queued |
    | 2023-11-14 22:13:39 | alice | alert | shop/alert:publish ok: resolved: 0 ≤ 5 |
    | 2023-11-14 22:13:40 | alice | goal | shop/goal:availability warn: 98.9 % good |
    | 2023-11-14 22:13:41 | alice | check | shop/publish ok: no publish failures in 15 min |
    | 2023-11-14 22:13:42 | alice | run | done |
    | 2023-11-14 22:13:43 | alice | incident | closed: all ok |
    "
  `);
});

test("in HTML: one file, with its charts, that fetches and runs nothing", () => {
  const html = reportToHtml(reportOf());
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|href=|src=|url\(|@import/i);
  expect(html.match(/<svg /g)).toHaveLength(2);
  expect(html).toContain("prefers-color-scheme: dark");
  expect(html).toContain("@media print");
  expect(html.match(/<polyline|<circle/g)).toHaveLength(2);
});

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'onmouseover='alert(1)",
  "]]></style></svg><script>1</script>",
  "| a | b |\n\n# heading\n[x](javascript:alert(1)) ![](http://evil/x.png) `code` ```",
  "\u001b]0;title\u0007\u001b[2J\u009b31m\u202e\u0000",
  "&lt;script&gt;",
];

/** The small incident with this text wherever a line takes words. */
function poisoned(text: string): readonly EntryBody[] {
  const names = /^(type|run|step|request|duty|verdict|at|outcome|result|effect|how|systems)$/;
  const poison = (value: unknown, name: string): unknown => {
    if (typeof value === "string") return names.test(name) ? value : text;
    if (Array.isArray(value)) return value.map((item) => poison(item, name));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poison(one, key)]));
  };
  return bodies.map((body) => poison(body, "") as EntryBody);
}

test.each(HOSTILE)("hostile text stays text: %j", (text) => {
  const report = reportOf(poisoned(text));
  const html = reportToHtml(report);
  // Nothing but the page's own elements, each with the page's own attributes.
  const elements = [...html.matchAll(/<\/?([a-z0-9]+)((?: [^<>]*)?)>/gi)].map(([, name = ""]) => name.toLowerCase());
  const ours =
    "html head meta title style body header h1 h2 p section figure figcaption svg rect text line circle polyline table thead tbody tr th td pre ul ol li code";
  expect(elements.filter((name) => !ours.split(" ").includes(name))).toEqual([]);
  expect(html.match(/<!|<\?/g)).toEqual(["<!"]);
  const markdown = reportToMarkdown(report);
  const outside = markdown.replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "");
  expect(outside).not.toMatch(/<[a-z/!]|(?<!\\)\]\(|(?<!\\)!?\[(?! \])/i);
  const headings = (said: string) => said.split("\n").filter((line) => line.startsWith("#")).length;
  expect(headings(outside)).toBe(headings(reportToMarkdown(reportOf())));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
  for (const said of [html, markdown]) expect(said).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("any part of a journal can be told, in any order of its lines", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...bodies]), (lines) => {
      const report = reportOf(lines);
      expect(reportToMarkdown(report)).toContain("## In short");
      expect(reportToHtml(report)).toMatch(/<\/html>\n$/);
      expect(reportToHtml(report)).not.toMatch(/NaN|undefined|Infinity/);
    }),
  );
});

test("a table keeps its columns, whatever stands in its cells", () => {
  const rows = reportToMarkdown(reportOf(poisoned("a | b \\| c"))).split("\n");
  const timeline = rows.slice(rows.indexOf("## Timeline") + 2).filter((line) => line.startsWith("|"));
  for (const row of timeline) expect(row.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(5);
});

test("the short answers name a few of many, and say how many more are below", () => {
  const record = foldIncident(journal(bodies.length, bodies), NOW);
  const many = Array.from({ length: 9 }, (_, at) => ({
    what: `shop/c${at} was not seen ok`,
    why: null,
    command: null,
    manual: [],
  }));
  const answer = (left: typeof many) =>
    reportToMarkdown(buildReport({ ...record, left }, [])).match(/left to do\? \|.*/)?.[0];
  expect(answer(many)).toContain("shop/c4 was not seen ok; and 4 more points, each of them below");
  expect(answer(many)).not.toContain("shop/c5");
  expect(answer(many.slice(0, 6))).toContain("shop/c5");
});
