import type { Node } from "./graph.ts";

export interface Sorted {
  readonly sequence: readonly Node[];
  /** Nodes that wait for each other; empty where everything has its place. */
  readonly circle: readonly Node[];
}

/**
 * Of what waits for nothing any more, always the lowest rank: drops as early as they can be, then the rest as a person would write it.
 * What would rather come after others lets the rest go first.
 */
export function sorted(nodes: readonly Node[]): Sorted {
  const waiting = new Map(nodes.map((node) => [node, node.after.size]));
  const followers = new Map<Node, Node[]>();
  for (const node of nodes)
    for (const before of node.after)
      followers.set(before, [...(followers.get(before) ?? []), node]);
  const ready = nodes.filter((node) => node.after.size === 0).sort(byRank);
  const sequence: Node[] = [];
  const next = (): Node | undefined => {
    const free = ready.findIndex((node) => ![...node.prefers].some((other) => waiting.has(other)));
    return ready.splice(Math.max(free, 0), 1)[0];
  };
  for (let node = next(); node !== undefined; node = next()) {
    sequence.push(node);
    waiting.delete(node);
    for (const follower of followers.get(node) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) insert(ready, follower);
    }
  }
  return { sequence, circle: circleOf([...waiting.keys()]) };
}

function insert(ready: Node[], node: Node): void {
  const at = ready.findIndex((other) => byRank(node, other) < 0);
  ready.splice(at === -1 ? ready.length : at, 0, node);
}

/** One circle among nodes each of which waits for another of them. */
function circleOf(nodes: readonly Node[]): Node[] {
  const left = new Set(nodes);
  const path: Node[] = [];
  let node = nodes[0];
  while (node !== undefined && !path.includes(node)) {
    path.push(node);
    node = [...node.after].find((before) => left.has(before));
  }
  return node === undefined ? [] : path.slice(path.indexOf(node));
}

function byRank(a: Node, b: Node): number {
  return a.rank - b.rank || (a.part.key < b.part.key ? -1 : a.part.key > b.part.key ? 1 : 0);
}
