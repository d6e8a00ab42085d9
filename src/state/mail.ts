/** What nobody has collected by then was for a process that has ended. */
export const keptMs = 10 * 60_000;

/** Boxes of one owner that wait at once; mail is collected twice a second. */
export const mostOfOwner = 64;

/** How the names of all boxes begin that are of the same owner as this one. */
export const ownerOf = (box: string): string => `${box.split(".", 1)[0]}.`;
