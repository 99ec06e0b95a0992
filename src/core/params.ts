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
