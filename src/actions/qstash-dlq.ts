import { z } from "zod";
import { type ActionLook, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { tableOf } from "../core/facts.ts";
import { targetName } from "../core/params.ts";
import { applied, notApplied, outcomeOf, unknown } from "./parts/outcome.ts";
import { authorization, qstashParams, qstashUrl } from "./parts/qstash.ts";

const params = z.strictObject({
  ...qstashParams,
  do: z.enum(["retry", "delete"]),
  ids: z.array(z.string().min(1)).min(1).max(100).meta({ description: "dlqId of each letter." }),
});
type Params = z.output<typeof params>;

const letter = z.looseObject({ dlqId: z.string() });
const LETTERS = 100;

/** Sends dead letters again, or throws them away. Which ones are still there tells what became of the request. */
export const qstashDlq = defineAction({
  kind: "qstash-dlq",
  title: "Retry or delete dead letters of QStash",
  params,
  minTier: 2,
  target: ({ url }) => `${targetName(url)} dlq`,
  preview: async (look, signal) => {
    const { ids, do: what, url } = look.params;
    const { found, more } = await present(look, signal);
    if (found.length < ids.length && !more) {
      throw new CheckError(
        "config",
        `${ids.length - found.length} of ${ids.length} letters are not in the DLQ any more`,
      );
    }
    const method = what === "retry" ? "POST" : "DELETE";
    return {
      requests: [`${method} ${qstashUrl(url, pathOf(look.params))}`],
      effect: `${ids.length} dead letters are ${what === "retry" ? "sent again" : "thrown away, for ever"}`,
      count: ids.length,
      counts: "dead letter",
      sample: tableOf(found.slice(0, 10), found.length),
    };
  },
  run: async ({ params: given, writes }, signal) => {
    const method = given.do === "retry" ? ("POST" as const) : ("DELETE" as const);
    const headers = { authorization: authorization(given.token) };
    const answer = await writes.http.send({ method, url: qstashUrl(given.url, pathOf(given)), headers }, signal);
    return outcomeOf(answer, { letters: given.ids.length });
  },
  look: async (look, signal) => {
    const { found, more } = await present(look, signal);
    return more ? unknown("the DLQ has more letters than one page") : told(found.length, look.params.ids.length);
  },
});

function pathOf({ do: what, ids }: Params): string {
  const query = ids.map((id) => `dlqIds=${encodeURIComponent(id)}`).join("&");
  return `/v2/dlq${what === "retry" ? "/retry" : ""}?${query}`;
}

async function present({ params: { token, url, ids }, clients }: ActionLook<Params>, signal: AbortSignal) {
  const { items, more } = await clients.qstash.read({ token, url }, { what: "dlq", count: LETTERS }, signal);
  const letters = items.map((item) => letter.safeParse(item)).flatMap((one) => (one.success ? [one.data] : []));
  return { found: letters.filter(({ dlqId }) => ids.includes(dlqId)), more };
}

function told(left: number, wanted: number): Outcome {
  if (left === 0) return applied("none of the letters is in the DLQ any more", { letters: wanted });
  if (left === wanted) return notApplied("all of the letters are still in the DLQ");
  return unknown(`${left} of ${wanted} letters are still in the DLQ`);
}
