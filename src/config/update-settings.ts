import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { DEFAULT_UPDATES, type UpdateRules } from "../core/incident.ts";
import { durationText } from "../core/test.ts";

/** `incidents` of `opsdeck.yaml`. */
export const updateSchema = z.strictObject({
  /** In the words of the house, worst first: `SEV1: 15m`. */
  severities: z
    .record(z.string().min(1).max(16), durationText)
    .refine((all) => Object.keys(all).length > 0, { error: "name at least one severity, such as SEV1: 15m" })
    .optional(),
  /** While nobody has said how bad it is. */
  updates: durationText.optional(),
});

/** What is not said is as in `DEFAULT_UPDATES`. Named severities take the place of all of those, they are not added. */
export function updateRules({ severities, updates }: z.infer<typeof updateSchema>): UpdateRules {
  const named = Object.entries(severities ?? {}).map(([name, every]) => ({ name, everyMs: parseDuration(every) ?? 0 }));
  return {
    severities: severities ? named : DEFAULT_UPDATES.severities,
    everyMs: parseDuration(updates ?? "") ?? DEFAULT_UPDATES.everyMs,
  };
}
