import { createHash, createHmac, randomUUID } from "node:crypto";

/** The `Upstash-Signature` of a delivery: a JWT, HS256, over the destination and the hash of the body. */
export function signDelivery(key: string, url: string, body: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: "Upstash",
    sub: url,
    exp: now + 300,
    nbf: now - 5,
    iat: now,
    jti: `jwt_${randomUUID()}`,
    body: createHash("sha256").update(body).digest("base64url"),
  };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
