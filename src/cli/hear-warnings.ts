/** Node's own warnings go to `tell` instead of stderr, which is the cockpit's screen. Returns how to end that. */
export function hearWarnings(tell: (text: string) => void): () => void {
  const before = process.listeners("warning");
  const hear = ({ name, message }: Error): void => tell(`${name}: ${message}`);
  process.removeAllListeners("warning");
  process.on("warning", hear);
  return () => {
    process.off("warning", hear);
    for (const listener of before) process.on("warning", listener);
  };
}
