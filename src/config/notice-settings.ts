import { z } from "zod";
import type { SecretText } from "../core/secret.ts";

const kind = z.enum(["incident", "alert", "duty-opened", "duty-overdue", "update-due"]);

/** `notices` of `opsdeck.yaml`: who is told what happens when nobody looks at the screen. */
export const noticeSchema = z.strictObject({
  /** Absent: all of them. */
  on: z.array(kind).min(1).optional(),
  bell: z.boolean().optional(),
  /** An escape sequence for the desktop of the terminal. */
  terminal: z.enum(["osc9", "osc777"]).optional(),
  /** A reference to a URL that takes Slack's JSON. Whoever knows the URL can post there: it is a secret. */
  webhook: z.string().optional(),
});

export interface NoticeSettings extends Omit<Readonly<z.infer<typeof noticeSchema>>, "webhook"> {
  readonly webhook?: SecretText;
}
