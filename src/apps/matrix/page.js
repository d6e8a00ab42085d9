import { element } from "../shared/element.js";
import { notice, textView } from "../shared/fallback.js";
import { connectToHost } from "../shared/host.js";
import { pictureOf } from "../shared/picture.js";
import { bypassList, survivorLists } from "./lists.js";
import { matrixView } from "./matrix.js";
import { proofSummary } from "./summary.js";

/** @import { ProofPicture } from "../../rls/prove/drawn.ts" */
/** @import { ToolResult } from "../shared/host.js" */

const page = /** @type {HTMLElement} */ (document.getElementById("picture"));
const body = element("div", {}, notice("Waiting for the proof."));
page.append(body);

connectToHost("matrix", {
  onInput() {},
  onResult(result) {
    body.replaceChildren(resultView(result));
  },
  onCancelled(reason) {
    body.replaceChildren(notice(`Cancelled. ${reason}`));
  },
});

/** @param {ToolResult} result */
function resultView(result) {
  const picture = /** @type {ProofPicture | undefined} */ (pictureOf(result));
  if (picture === undefined) return textView(result);
  const { grid, goToNext } = matrixView(picture);
  return element(
    "div",
    { class: "proof" },
    proofSummary(picture, goToNext),
    grid,
    element(
      "p",
      { class: "keys" },
      "Arrows move, a cell tells its tries, n goes to the next that went another way.",
    ),
    bypassList(picture),
    ...survivorLists(picture),
  );
}
