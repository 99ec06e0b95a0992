/**
 * The one place of the lab that reads the environment of its own process. Children get these variables and no others,
 * so that a secret that lies in the operator's shell never reaches a simulated system.
 */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG", "NODE_COMPILE_CACHE"] as const;

export function childEnv(): Record<string, string> {
  const env: Record<string, string> = { NODE_ENV: "production" };
  for (const name of PASSED_ON) {
    // biome-ignore lint/style/noProcessEnv: this is the one place
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** Of a program that stands for a command of a team: such commands take what they need from their environment. */
export function ownEnv(): Readonly<Record<string, string | undefined>> {
  // biome-ignore lint/style/noProcessEnv: see above
  return process.env;
}
