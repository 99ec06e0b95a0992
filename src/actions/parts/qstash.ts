import { text, urlText } from "../../core/params.ts";
import { SecretText, type Text } from "../../core/secret.ts";

export const qstashParams = {
  token: text.meta({ description: "A token of QStash, such as ${secrets.qstash}." }),
  url: urlText.default("https://qstash.upstash.io"),
};

/** A secret in `url` is not put in: it prints as dots. `path` goes as it is, nothing in it is escaped. */
export function qstashUrl(url: Text, path: string): string {
  return `${String(url).replace(/\/+$/, "")}${path}`;
}

export function authorization(token: Text): Text {
  return new SecretText(["Bearer ", ...(typeof token === "string" ? [token] : token.parts)]);
}
