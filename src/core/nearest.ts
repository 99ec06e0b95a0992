/** The known name that differs in the fewest letters, where that is at most a third of them: what a typo most likely meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, steps: distance(name, candidate) }))
    .toSorted((a, b) => a.steps - b.steps);
  return best && best.steps <= Math.max(1, name.length / 3) ? best.candidate : undefined;
}

/** The same among ids such as `shop/health`, of which the part behind the slash is enough. */
export function nearestId(name: string, ids: readonly string[]): string | undefined {
  const short = ids.map((id) => id.split("/")[1] ?? id);
  const near = nearest(name, short);
  return nearest(name, ids) ?? (near === undefined ? undefined : ids[short.indexOf(near)]);
}

/** Letters to change, add or take away; two neighbours that changed places are one step, too. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(change, at(row, j) + 1, at(next, j - 1) + 1, swap));
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
