import { hostname } from "node:os";
import { tame } from "../core/hostile-text.ts";
import { type ApprovalRequest, codeOf, replyFor } from "../runbooks/approval.ts";
import { askWords } from "./ask-words.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { giveApproval, readRequest } from "./desk/approvals.ts";
import { parseFlags, UsageError } from "./flags.ts";
import { personName } from "./person.ts";
import { stateDir } from "./state-dir.ts";

/**
 * The second person says yes to one change. Where the state directory is shared, a file of their uid says so; else they read
 * back what is printed here. 0 approved, 1 not.
 */
export const approve: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, { words: { type: "string" } });
  const [code, ...more] = positionals;
  if (code === undefined || more.length > 0) throw new UsageError("approve takes the code that the dialog shows");
  const state = stateDir(values.state, context.env, context.home);
  const request = readRequest(state, code);
  const person = personName(values, context);
  return request
    ? approveHere(request, { state, person, words: values.words }, context)
    : approveAfar(code, { person, words: values.words }, context);
};

interface Said {
  readonly person: string;
  readonly words: string | undefined;
}

async function approveHere(
  request: ApprovalRequest,
  { state, person, words }: Said & { readonly state: string },
  context: CliContext,
): Promise<number> {
  const { stdout, stderr, clock } = context;
  const uid = process.getuid?.() ?? -1;
  if (uid === request.uid) {
    stderr.write(
      `not approved: ${tame(request.by)} asked with uid ${uid}, which is yours: the same uid is not a second person\n`,
    );
    return EXIT.bad;
  }
  if (clock.now() > Date.parse(request.expiresAt)) {
    stderr.write("not approved: the code has expired; the step is tried again for a new one\n");
    return EXIT.bad;
  }
  stdout.write(requestText(request));
  const wanted = `${request.environment} ${request.step}`;
  if ((words ?? (await askWords(`Type "${wanted}" to approve: `, context)))?.trim() !== wanted) {
    stderr.write(`not approved: it wanted the words "${wanted}", typed or by --words\n`);
    return EXIT.bad;
  }
  giveApproval(state, codeOf(request), person, uid);
  stdout.write("approved\n");
  return EXIT.ok;
}

function requestText(request: ApprovalRequest): string {
  const { by, system, environment, step, title, requests } = request;
  const lines = [`${by} wants to change ${system} (${environment})`, `step ${step}: ${title}`, ...requests];
  return `${lines.map((line) => tame(line, 600)).join("\n  ")}\n`;
}

/** On another machine nothing is known of the request: the words are what one agrees to. */
async function approveAfar(code: string, { person, words }: Said, context: CliContext): Promise<number> {
  const { stdout, stderr } = context;
  const ask =
    "This state directory does not have that request. Let the environment and the step be read to you, and type both: ";
  const said = (words ?? (await askWords(ask, context)))?.trim();
  if (!said) {
    stderr.write(
      'not approved: it wanted the environment and the step, typed or by --words "production break-token"\n',
    );
    return EXIT.bad;
  }
  stdout.write(`${replyFor(code, said, { person, host: hostname(), uid: process.getuid?.() ?? -1 })}\n`);
  stderr.write("read this back to the one who asked\n");
  return EXIT.ok;
}
