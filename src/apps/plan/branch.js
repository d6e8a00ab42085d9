/** @import { DrawnPlan, DrawnNode } from "../../query/plan/picture.ts" */
/** @typedef {DrawnPlan["findings"][number]} DrawnFinding */

/**
 * A node in its place in the tree.
 * @typedef {object} Branch
 * @property {DrawnNode} node
 * @property {Branch | undefined} parent
 * @property {Branch[]} children
 * @property {DrawnFinding[]} findings those that this node is the first to show
 * @property {DrawnFinding[]} shared those that an earlier node shows too
 * @property {boolean} marked there is a finding here or below
 */

/** Plans of more nodes open only where something happens. */
const openWhole = 60;

/** Children that are shown of many. */
const siblingLimit = 8;

/**
 * The tree of a plan, and its branches by their nodes' ids.
 * @param {DrawnPlan} plan
 */
export function growTree({ nodes, findings }) {
  /** @type {Map<number, Branch>} */
  const branches = new Map();
  for (const node of nodes) {
    const parent = node.parent === undefined ? undefined : branches.get(node.parent);
    /** @type {Branch} */
    const branch = { node, parent, children: [], findings: [], shared: [], marked: false };
    parent?.children.push(branch);
    branches.set(node.id, branch);
  }
  for (const finding of findings)
    for (const [place, id] of finding.nodes.entries()) {
      const branch = branches.get(id);
      (place === 0 ? branch?.findings : branch?.shared)?.push(finding);
      for (let up = branch; up !== undefined; up = up.parent) up.marked = true;
    }
  return branches;
}

/**
 * Whether a node shows its children at first: small plans wholly, large ones where a hundredth of the work or a finding is.
 * @param {Branch} branch
 * @param {number} size
 */
export function opensAtFirst({ node, marked }, size) {
  return size <= openWhole || marked || node.below >= 0.01;
}

/**
 * Of many like children, such as the partitions of a table, the heaviest and those with findings, in their order.
 * @param {Branch} branch
 */
export function firstShown({ children }) {
  if (children.length <= siblingLimit + 1) return children;
  const heaviest = children.toSorted((a, b) => b.node.below - a.node.below).slice(0, siblingLimit);
  const kept = new Set([...heaviest, ...children.filter(({ marked }) => marked)]);
  return children.filter((child) => kept.has(child));
}
