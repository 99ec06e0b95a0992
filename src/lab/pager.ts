/** At most so many messages are kept; the count goes on. */
const KEPT = 200;

export interface PagerReport {
  readonly version: 1;
  readonly count: number;
  readonly pages: readonly { readonly at: string; readonly text: string }[];
}

/** Stands for the chat room that the real systems send their notifications to. */
export interface Pager {
  page(text: string): void;
  report(): PagerReport;
}

export function createPager(): Pager {
  const pages: { at: string; text: string }[] = [];
  let count = 0;
  return {
    page: (text) => {
      count += 1;
      pages.push({ at: new Date().toISOString(), text });
      if (pages.length > KEPT) pages.shift();
    },
    report: () => ({ version: 1, count, pages: [...pages] }),
  };
}
