const ASK_MS = 10_000;
const COOKIE = /^pb_ai_session=([^;]+)/;

/** Connects an AI session through the Worker at `base`, as a browser does; answers the value of its cookie. */
export async function connectSession(base: string): Promise<string> {
  const response = await fetch(`${base}/api/v1/auth/connect`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ provider: "openrouter", apiKey: "sk-lab-key" }),
    signal: AbortSignal.timeout(ASK_MS),
  });
  await response.arrayBuffer();
  const session = COOKIE.exec(response.headers.getSetCookie()[0] ?? "")?.[1];
  if (session === undefined) throw new Error(`no session: ${response.status}`);
  return session;
}
