import { createHmac, timingSafeEqual } from "node:crypto";
import { isRecord } from "../process/json-lines.ts";

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function signature(text: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}

/** HS256 over `base64url(header).base64url(claims)`. `typ`: PBST for stream tickets, JWT for what stands for tokens of Clerk and Google. */
export function signToken(typ: "PBST" | "JWT", claims: object, secret: string): string {
  const text = `${encode({ alg: "HS256", typ })}.${encode(claims)}`;
  return `${text}.${signature(text, secret).toString("base64url")}`;
}

/** The claims, or undefined when the signature is not ours. Their expiry is not looked at. */
export function verifyToken(token: string, secret: string): Record<string, unknown> | undefined {
  const [header = "", claims = "", given = ""] = token.split(".");
  const due = signature(`${header}.${claims}`, secret);
  const got = Buffer.from(given, "base64url");
  if (got.length !== due.length || !timingSafeEqual(got, due)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
