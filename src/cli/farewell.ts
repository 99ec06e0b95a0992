/**
 * Whatever ends the process (a key, a signal, a crash): the screen goes, and `card` is printed on the primary screen.
 * Synchronous, since nothing else runs then. Returns how to do it now; it happens once.
 */
export function farewell(leave: () => void, card: () => string, stdout: NodeJS.WriteStream): () => void {
  const say = (): void => {
    process.off("exit", say);
    leave();
    const text = card();
    if (text !== "") stdout.write(text);
  };
  process.once("exit", say);
  return say;
}
