function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `14:02:20` in the zone of this machine. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The same, and `11-28 14:02:20` where that is not the day of `now`. */
export function timeAndDay(at: number, now: number): string {
  const date = new Date(at);
  const sameDay = date.toDateString() === new Date(now).toDateString();
  return sameDay ? timeOfDay(at) : `${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(at)}`;
}

/** `14:02`. */
export function hourOfDay(at: number): string {
  return timeOfDay(at).slice(0, 5);
}
