import type { Branch } from "../core/neon.ts";

/** All branches made of this one, and of those, the leaves first: the order in which they can be deleted. */
export function descendants(branch: Branch, all: readonly Branch[]): Branch[] {
  return children(branch, all).flatMap((child) => [...descendants(child, all), child]);
}

export function children(branch: Branch, all: readonly Branch[]): Branch[] {
  return all.filter(({ parent }) => parent?.id === branch.id);
}

/** Each branch with its depth below the first ones, in the order in which a tree is read. */
export function tree(all: readonly Branch[]): { branch: Branch; depth: number }[] {
  const known = new Set(all.map(({ id }) => id));
  const below = (branch: Branch, depth: number): { branch: Branch; depth: number }[] => [
    { branch, depth },
    ...children(branch, all).flatMap((child) => below(child, depth + 1)),
  ];
  return all
    .filter(({ parent }) => parent === undefined || !known.has(parent.id))
    .flatMap((root) => below(root, 0));
}
