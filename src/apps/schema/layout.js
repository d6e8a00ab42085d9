import { orderRanks } from "./ranks.js";

/** @typedef {{ readonly width: number, readonly height: number }} Size */
/** @typedef {{ readonly from: number, readonly to: number }} Link */

/**
 * A box with its neighbours, and its place once it has one.
 * @typedef {object} Node
 * @property {number} width
 * @property {number} height
 * @property {number} x
 * @property {number} y
 * @property {Node[]} parents what it refers to
 * @property {Node[]} children what refers to it
 */

const gapX = 84;
const gapY = 22;

/** A column of boxes that is taller is divided. */
const tallest = 1_400;

/**
 * Places for boxes in columns: what is referred to stands left of what refers to it, as near to it as others let it; what neither
 * refers to another nor is referred to stands below.
 * @param {readonly Size[]} sizes
 * @param {readonly Link[]} links
 */
export function layOut(sizes, links) {
  /** @type {Node[]} */
  const nodes = sizes.map((size) => ({ ...size, x: 0, y: 0, parents: [], children: [] }));
  for (const { from, to } of links) {
    const [child, parent] = [nodes[from], nodes[to]];
    if (child === undefined || parent === undefined || child === parent) continue;
    if (child.parents.includes(parent)) continue;
    child.parents.push(parent);
    parent.children.push(child);
  }
  const linked = nodes.filter(({ parents, children }) => parents.length + children.length > 0);
  const alone = nodes.filter((node) => !linked.includes(node));
  let x = 0;
  for (const column of orderRanks(linked).flatMap(divide)) {
    stack(column, x);
    x += Math.max(...column.map(({ width }) => width)) + gapX;
  }
  const top = Math.min(...linked.map(({ y }) => y));
  for (const node of linked) node.y -= top;
  const bottom = Math.max(-gapY, ...linked.map(({ y, height }) => y + height));
  wrap(alone, bottom + gapY, Math.max(x, 900));
  return {
    places: nodes.map((node) => ({ x: node.x, y: node.y })),
    width: Math.max(1, ...nodes.map((node) => node.x + node.width)),
    height: Math.max(1, ...nodes.map(({ y, height }) => y + height)),
  };
}

/** @param {readonly Node[]} rank */
function divide(rank) {
  const height = rank.reduce((sum, node) => sum + node.height + gapY, 0);
  const each = height / Math.ceil(height / tallest);
  /** @type {Node[][]} */
  const columns = [];
  let filled = Infinity;
  for (const node of rank) {
    if (filled >= each) columns.push([]);
    filled = (filled >= each ? 0 : filled) + node.height + gapY;
    columns.at(-1)?.push(node);
  }
  return columns;
}

/**
 * Boxes of a column below one another, each at the height of those that it belongs to where there is room, and none moved more
 * than the others.
 * @param {readonly Node[]} column
 * @param {number} x
 */
function stack(column, x) {
  /** @type {number[]} */
  const off = [];
  let free = -Infinity;
  for (const node of column) {
    const wanted = node.parents.filter((parent) => parent.x < x).map(middle);
    const at = wanted.length === 0 ? free : mean(wanted) - node.height / 2;
    node.x = x;
    node.y = Number.isFinite(free) ? Math.max(free, at) : Number.isFinite(at) ? at : 0;
    if (Number.isFinite(at)) off.push(at - node.y);
    free = node.y + node.height + gapY;
  }
  const shift = off.length === 0 ? 0 : mean(off);
  for (const node of column) node.y += shift;
}

/** @param {Node} node */
const middle = ({ y, height }) => y + height / 2;

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * In rows, as words are.
 * @param {readonly Node[]} nodes
 * @param {number} top
 * @param {number} width
 */
function wrap(nodes, top, width) {
  let [x, y, tall] = [0, top, 0];
  for (const node of nodes) {
    if (x > 0 && x + node.width > width) [x, y, tall] = [0, y + tall + gapY, 0];
    [node.x, node.y] = [x, y];
    x += node.width + gapY;
    tall = Math.max(tall, node.height);
  }
}
