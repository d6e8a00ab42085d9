import { inject } from "vitest";

export const majors = [14, 15, 16, 17, 18] as const;
export type Major = (typeof majors)[number];

/** Superuser URL, database `postgres`, of the run's Postgres of that major: see `versions-setup.ts`. */
export async function cluster(major: Major): Promise<string> {
  const url = inject("versions")[major];
  if (url === undefined) throw new Error(`Postgres ${major} is not running`);
  return url;
}
