import { tame } from "../../core/hostile-text.ts";
import type { Text } from "../../core/secret.ts";

interface Shown {
  readonly method: string;
  readonly url: Text;
  readonly headers?: Readonly<Record<string, Text>> | undefined;
  readonly body?: Text | undefined;
}

/** A request as people read it: secrets are dots, since nobody has looked them up. */
export function requestLines({ method, url, headers = {}, body }: Shown): string[] {
  const names = Object.entries(headers).map(([name, value]) => `${name}: ${tame(String(value), 200)}`);
  return [`${method} ${tame(String(url), 400)}`, ...names, ...(body === undefined ? [] : [tame(String(body), 1000)])];
}
