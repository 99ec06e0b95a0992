import { openVault } from "../../src/cli/open-vault.ts";
import { tellCrashes } from "../../src/cli/tell-crash.ts";
import { parseSecret } from "../../src/config/expand.ts";

/** Knows a secret, and ends by a defect that says it: thrown, or as a promise that nobody waits for. */
const vault = openVault({ env: { TOKEN: "canary-in-a-crash" }, crash: tellCrashes(process.stderr) });
const secret = await vault.reveal(parseSecret("token", "${env:TOKEN}", "here"));
process.once("exit", () => process.stdout.write("the screen is given back\n"));
const defect = Object.assign(new TypeError(`no header \u001b[31m${secret}\u0007`), { request: { secret } });
if (process.argv[2] === "thrown") throw defect;
void Promise.reject(defect);
setTimeout(() => undefined, 60_000);
