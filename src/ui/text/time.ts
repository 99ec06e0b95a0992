function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `14:02:20` in the zone of this machine. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `14:02`. */
export function hourOfDay(at: number): string {
  return timeOfDay(at).slice(0, 5);
}
