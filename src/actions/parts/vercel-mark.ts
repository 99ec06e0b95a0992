import { z } from "zod";
import type { ActionLook, MarkSearch } from "../../core/action.ts";
import { readMark } from "../../core/duty-mark.ts";
import { targetName } from "../../core/params.ts";
import { vercelParams } from "./vercel.ts";
import { listVariables } from "./vercel-variables.ts";

const place = z.object(vercelParams);
type Place = z.output<typeof place>;

/** What is aimed at, as the journal and a mark name it. */
export function variableTarget({
  api,
  project,
  key,
}: Pick<Place, "api" | "project"> & { readonly key: string }): string {
  return `${targetName(api)} ${project} ${key}`;
}

/** The comments of a project's variables: a duty leaves its mark there. */
export const variableMarks: MarkSearch = {
  place,
  async find({ params, clients }, signal) {
    const target = place.parse(params);
    const variables = await listVariables({ params: target, clients }, signal);
    return variables.flatMap(({ key, comment }) =>
      readMark(comment ?? "") ? [{ target: variableTarget({ ...target, key }), text: comment ?? "" }] : [],
    );
  },
};

/** What the comment says after a request: whose change it is, and nothing once it is restored. */
export function commentOf({ duty, key }: Pick<ActionLook<unknown>, "duty" | "key">): string {
  if (duty?.effect === "restore") return "";
  return duty?.mark ?? `opsdeck: set by ${key}`;
}
