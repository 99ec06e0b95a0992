import { createHmac, randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { sameText } from "../callback-signature.ts";
import { isPassword } from "../password.ts";
import { succeed } from "./answers.ts";
import { type ApiContext, headerOf, Refusal, textField, variable } from "./api-context.ts";

/** Seconds of real time that an access token is good for (ACCESS_TOKEN_EXPIRATION=15m of the example). */
const ACCESS_S = 15 * 60;
const REFRESH_S = 7 * 24 * 3600;

export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: string;
}

export function authRoutes(server: FastifyInstance, context: ApiContext): void {
  server.post("/api/auth/login", async (request, reply) => {
    const password = textField(request, "password");
    if (password.length < 8) throw new Refusal(400, "password must be longer than or equal to 8 characters");
    const { rows } = await context.pool.query<User & { password_hash: string }>(
      "select id, email, role, password_hash from users where email = $1",
      [textField(request, "email")],
    );
    const user = rows[0];
    if (!user || !isPassword(password, user.password_hash)) throw new Refusal(401, "Invalid credentials");
    return reply.status(201).send(succeed(session(context, user)));
  });
  server.post("/api/auth/refresh", async (request, reply) => {
    const user = await userOf(context, textField(request, "refreshToken"), "refresh");
    return reply.status(201).send(succeed(session(context, user)));
  });
}

function session(context: ApiContext, { id, email, role }: User) {
  return {
    accessToken: issue(context, id, "access", ACCESS_S),
    refreshToken: issue(context, id, "refresh", REFRESH_S),
    user: { id, email, role, permissions: ["ops.read", "ops.reconcile", "ops.callbacks.replay"] },
  };
}

/** Who asks. The database is asked on each request, so that its outage is a 500 here. */
export function authenticate(context: ApiContext, request: FastifyRequest): Promise<User> {
  const [scheme, token = ""] = headerOf(request, "authorization").split(" ");
  if (scheme !== "Bearer") throw new Refusal(401, "Unauthorized");
  return userOf(context, token, "access");
}

type TokenUse = "access" | "refresh";

async function userOf(context: ApiContext, token: string, use: TokenUse): Promise<User> {
  const id = subjectOf(context, token, use);
  const { rows } = await context.pool.query<User>("select id, email, role from users where id = $1", [id]);
  const user = rows[0];
  if (!user) throw new Refusal(401, "Unauthorized");
  return user;
}

function issue(context: ApiContext, sub: string, use: TokenUse, seconds: number): string {
  const exp = Math.ceil(Date.now() / 1000 + seconds / context.config.pace);
  const claims = encode({ sub, use, exp, jti: randomUUID() });
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${claims}`;
  return `${signed}.${seal(context, signed)}`;
}

function subjectOf(context: ApiContext, token: string, use: TokenUse): string {
  const cut = token.lastIndexOf(".");
  const [signed, given] = [token.slice(0, cut), token.slice(cut + 1)];
  if (cut < 0 || !sameText(given, seal(context, signed))) throw new Refusal(401, "Unauthorized");
  const claims = JSON.parse(Buffer.from(signed.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
  if (claims.use !== use || Number(claims.exp) * 1000 < Date.now()) throw new Refusal(401, "jwt expired");
  return String(claims.sub);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function seal(context: ApiContext, text: string): string {
  return createHmac("sha256", variable(context, "JWT_SECRET")).update(text).digest("base64url");
}
