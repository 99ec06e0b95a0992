/** How a person goes on with an incident that no cockpit has open. */
export function goesOn(incident: string): string {
  return `opsdeck --incident ${incident} goes on with it`;
}
