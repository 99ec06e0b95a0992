const ASK = "\u001b]11;?\u0007";
const PATIENCE_MS = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal answers with control bytes
const ANSWER = /\u001b\]11;([^\u0007\u001b]*)(?:\u0007|\u001b\\)/;

/** Asks the terminal for the colour of its ground (OSC 11); undefined when it does not say so within 200 ms. */
export function askBackground(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Promise<string | undefined> {
  if (!stdin.isTTY || !stdout.isTTY) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let heard = "";
    let finished = false;
    const finish = (answer: string | undefined): void => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      stdin.off("data", hear);
      stdin.setRawMode(false);
      stdin.pause();
      resolve(answer);
    };
    const hear = (chunk: Buffer): void => {
      heard += chunk.toString("latin1");
      const answer = ANSWER.exec(heard);
      if (answer) finish(answer[1]);
    };
    // An answer that came while the process was busy is read before the immediate runs.
    const timer = setTimeout(() => setImmediate(() => finish(undefined)), PATIENCE_MS);
    stdin.setRawMode(true);
    stdin.on("data", hear);
    stdin.resume();
    stdout.write(ASK);
  });
}
