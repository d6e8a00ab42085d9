/**
 * As many whole characters as fit into so many bytes of UTF-8: so Postgres shortens names. Callers write names of megabytes, so what
 * cannot fit is not looked at.
 */
export function clipped(text: string, bytes: number): string {
  const room = Buffer.alloc(bytes);
  // no unit of a text is less than a byte, and `write` leaves out what is no whole character
  return room.toString("utf8", 0, room.write(text.slice(0, bytes)));
}
