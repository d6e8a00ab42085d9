/** @import { Node } from "./layout.js" */

/** How often the order within ranks is looked at again, from both sides. */
const rounds = 6;

/**
 * Boxes by how far they are from what refers to nothing, in an order in which few lines cross: each near the mean place of its
 * neighbours.
 * @param {readonly Node[]} nodes
 * @returns {Node[][]}
 */
export function orderRanks(nodes) {
  const rankOf = rankNodes(nodes);
  /** @type {Node[][]} */
  const ranks = [];
  for (const node of nodes) (ranks[rankOf.get(node) ?? 0] ??= []).push(node);
  const filled = ranks.filter((rank) => rank.length > 0);
  for (let round = 0; round < rounds; round++) {
    const forth = round % 2 === 0;
    for (const rank of forth ? filled : filled.toReversed())
      settle(rank, filled, forth ? "parents" : "children");
  }
  return filled;
}

/**
 * The longest way along references, where a circle is cut at the reference that closes it. What refers to nothing moves next to
 * what refers to it.
 * @param {readonly Node[]} nodes
 */
function rankNodes(nodes) {
  /** @type {Map<Node, number>} */
  const ranks = new Map();
  /** @type {Set<Node>} */
  const open = new Set();
  /** @param {Node} node @returns {number} */
  const rank = (node) => {
    const known = ranks.get(node);
    if (known !== undefined) return known;
    open.add(node);
    const above = node.parents.filter((parent) => !open.has(parent)).map(rank);
    open.delete(node);
    const own = above.length === 0 ? 0 : Math.max(...above) + 1;
    ranks.set(node, own);
    return own;
  };
  for (const node of nodes) rank(node);
  for (const node of nodes) {
    if (node.parents.length > 0) continue;
    const nearest = Math.min(...node.children.map((child) => ranks.get(child) ?? 0)) - 1;
    ranks.set(node, Math.max(0, nearest));
  }
  return ranks;
}

/**
 * @param {Node[]} rank
 * @param {readonly Node[][]} ranks
 * @param {"parents" | "children"} side
 */
function settle(rank, ranks, side) {
  const places = new Map(
    ranks.flatMap((one) => one.map((node, at) => [node, at / Math.max(1, one.length - 1)])),
  );
  /** @param {Node} node */
  const wanted = (node) => {
    const near = node[side].flatMap((other) => places.get(other) ?? []);
    if (near.length === 0) return places.get(node) ?? 0;
    return near.reduce((sum, place) => sum + place, 0) / near.length;
  };
  const keys = new Map(rank.map((node) => [node, wanted(node)]));
  rank.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
}
