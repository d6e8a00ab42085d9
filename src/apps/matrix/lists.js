import { element } from "../shared/element.js";
import { findingCard } from "../shared/finding.js";

/** @import { ProofPicture } from "../../rls/prove/drawn.ts" */
/** @typedef {ProofPicture["mutations"]["survived"][number]} Survivor */

/** Longer lists are folded. */
const shortList = 8;

/** @param {ProofPicture} picture */
export function bypassList({ bypasses }) {
  return fold("Ways round the policies", bypasses.map(findingCard));
}

/**
 * Weakened policies that no cell noticed: those without a reason first, those that change nothing folded.
 * @param {ProofPicture} picture
 */
export function survivorLists({ mutations: { survived } }) {
  const isHole = (/** @type {Survivor} */ { reason }) => reason.startsWith("No cell");
  const holes = survived.filter(isHole).map(survivorItem);
  const redundant = survived.filter((one) => !isHole(one)).map(survivorItem);
  return [
    fold("Weakened policies that no cell noticed", holes),
    fold("Weakened policies that change nothing", redundant, false),
  ];
}

/** @param {Survivor} survivor */
function survivorItem({ table, policy, mutation, reason }) {
  return element(
    "p",
    { class: "survivor" },
    element("strong", {}, table),
    policy === undefined ? "" : ` ${policy}`,
    `: ${mutation}`,
    element("span", { class: "reason" }, reason),
  );
}

/** @param {string} title @param {HTMLElement[]} items @param {boolean} open */
function fold(title, items, open = items.length <= shortList) {
  if (items.length === 0) return undefined;
  return element(
    "details",
    { class: "list", open },
    element("summary", {}, `${title} (${items.length})`),
    ...items,
  );
}
