import type { OwedWatch } from "../watch-duties.ts";
import type { Searched } from "./marks.ts";

/** Shows what a search found, and tells each reason why something could not be searched once, until it could. */
export function showFound(owed: OwedWatch, tell: (text: string) => void): (searched: Searched) => void {
  let told: readonly string[] = [];
  return ({ duties, unsearched }) => {
    owed.found(duties);
    for (const why of unsearched.filter((one) => !told.includes(one))) tell(why);
    told = unsearched;
  };
}
