import { text, urlText } from "../../core/params.ts";
import { SecretText, type Text } from "../../core/secret.ts";
import { plainAddress } from "./url-path.ts";

export const qstashParams = {
  token: text.meta({ description: "A token of QStash, such as ${secrets.qstash}." }),
  url: urlText.default("https://qstash.upstash.io"),
};

/** `path` goes as it is. Throws CheckError `config` where `url` holds a secret. */
export function qstashUrl(url: Text, path: string): string {
  return `${plainAddress(url)}${path}`;
}

export function authorization(token: Text): Text {
  return new SecretText(["Bearer ", ...(typeof token === "string" ? [token] : token.parts)]);
}
