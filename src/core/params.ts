import { z } from "zod";
import { parseDuration } from "./duration.ts";
import { SecretText, type Text } from "./secret.ts";
import { durationText } from "./test.ts";

/** A parameter that may hold `${secrets.NAME}`. */
export const text = z
  .custom<Text>((value) => typeof value === "string" || value instanceof SecretText, {
    error: "write a text; it may hold ${vars.NAME} and ${secrets.NAME}",
  })
  .meta({ type: "string", description: "A text; it may hold ${vars.NAME} and ${secrets.NAME}." });

/** A URL with a scheme and a host; one with secrets in it is checked when it is used. */
export const urlText = text
  .refine((value) => value instanceof SecretText || URL.canParse(value), {
    error: "write a whole URL, such as https://example.com/api/health",
  })
  .meta({ type: "string", description: "A whole URL; it may hold ${vars.NAME} and ${secrets.NAME}." });

/** A duration in milliseconds. Windows made with it are divided by the context's pace; time-outs are not. */
export const durationMs = durationText.transform((value) => parseDuration(value) ?? 0);

/** The printable form of a target: origin of a URL, or the reference of a secret, never its value. */
export function targetName(value: Text): string {
  if (value instanceof SecretText)
    return value.parts.map((part) => (typeof part === "string" ? part : part.name)).join("");
  return URL.canParse(value) ? new URL(value).host : value;
}

/** An RFC 6901 pointer into an answer. */
export const pointer = z
  .string()
  .regex(/^(\/.*)?$/s, "a JSON pointer is empty or begins with /, such as /checks/db/count")
  .meta({ description: "A JSON pointer (RFC 6901), such as /checks/db/count." });

/** How a request gets its token. */
export const login = z
  .strictObject({
    url: urlText,
    body: z
      .record(z.string().min(1).max(80), text)
      .meta({ description: "Fields of the JSON that is posted, such as email, password." }),
    token: pointer.meta({ description: "Where the token is in the answer, such as /data/accessToken." }),
  })
  .meta({
    description:
      "Signs in by a POST and sends the token as bearer. It is kept in memory, and asked for anew when it ends or is refused; a login leaves a session at the target.",
  });
