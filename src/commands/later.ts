/** What the table has a place for and this version cannot do yet. One list, so that no reason grows old unseen. */
const reasons = {
  runbooks: "runbooks come with opsdeck 0.2: see CHANGELOG",
  duties: "restoring a duty comes with opsdeck 0.2: see CHANGELOG",
  writing: "changing a system comes with opsdeck 0.2: this one only reads",
  incidents: "incidents, evidence and notes come with opsdeck 0.3: see CHANGELOG",
  presenter: "the presenter view comes with opsdeck 0.3: see CHANGELOG",
} as const;

export function later(what: keyof typeof reasons): () => string {
  return () => reasons[what];
}
