import type { Finding } from "../../../core/finding.ts";
import { interference } from "./interference.ts";
import { errorsAround, leakproofAround, publicationsAround } from "./others.ts";
import { rolesAround } from "./roles.ts";
import type { Scene, WayRound } from "./scene.ts";
import { childrenAround, switchesAround, tablesOutside } from "./tables.ts";

const all: readonly WayRound[] = [
  rolesAround,
  switchesAround,
  tablesOutside,
  childrenAround,
  interference,
  publicationsAround,
  leakproofAround,
  errorsAround,
];

/** Ways to rows that policies do not stand in; those that lead through them first. */
export async function waysRound(scene: Scene): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const way of all) found.push(...(await way(scene)));
  const rank = { error: 0, warning: 1, info: 2 };
  return found.toSorted((a, b) => rank[a.level] - rank[b.level]);
}
