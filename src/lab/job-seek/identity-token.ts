import { signToken, verifyToken } from "../net/signed-token.ts";

/** For whom a token is, and of which service account. */
export interface Identity {
  readonly audience: string;
  readonly email: string;
}

const ISSUER = "https://accounts.google.com";
/** Seconds of real time that Google's identity tokens are good for. */
const GOOD_FOR_S = 3600;

/** Stands for Google, with a key of the lab: an identity token of a service account. */
export function issueIdentityToken(key: string, { audience, email }: Identity, pace: number): string {
  const now = Date.now() / 1000;
  const exp = Math.ceil(now + GOOD_FOR_S / pace);
  return signToken("JWT", { iss: ISSUER, aud: audience, email, email_verified: true, iat: Math.floor(now), exp }, key);
}

/** What is wrong with a token: itself, its end or audience; who issued it; whose it is. Undefined: nothing. */
export type IdentityFlaw = "token" | "issuer" | "account" | "unverified";

export function flawOf(token: string, key: string, { audience, email }: Identity): IdentityFlaw | undefined {
  const claims = verifyToken(token, key);
  if (!claims || claims.aud !== audience || Number(claims.exp) * 1000 < Date.now()) return "token";
  if (claims.iss !== ISSUER) return "issuer";
  if (claims.email !== email) return "account";
  return claims.email_verified === true ? undefined : "unverified";
}
