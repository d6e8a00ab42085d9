import { element } from "../shared/element.js";
import { notice, textView } from "../shared/fallback.js";
import { connectToHost } from "../shared/host.js";
import { pictureOf } from "../shared/picture.js";
import { planView } from "./plan.js";

/** @import { PlanPicture } from "../../query/plan/picture.ts" */
/** @import { ToolResult } from "../shared/host.js" */

const page = /** @type {HTMLElement} */ (document.getElementById("picture"));
const query = element("details", { class: "query", hidden: true });
const body = element("div", {}, notice("Waiting for the plan."));
page.append(query, body);

connectToHost("plan", {
  onInput({ sql }) {
    if (typeof sql !== "string") return;
    query.hidden = false;
    query.replaceChildren(
      element("summary", {}, element("code", {}, sql.replaceAll(/\s+/g, " "))),
      element("pre", {}, sql),
    );
  },
  onResult(result) {
    body.replaceChildren(resultView(result));
  },
  onCancelled(reason) {
    body.replaceChildren(notice(`Cancelled. ${reason}`));
  },
});

/** @param {ToolResult} result */
function resultView(result) {
  const picture = /** @type {PlanPicture | undefined} */ (pictureOf(result));
  if (picture === undefined) return textView(result);
  const [present] = picture.plans;
  return element(
    "div",
    { class: picture.plans.length > 1 ? "plans many" : "plans" },
    ...picture.plans.map((plan) => planView(plan, plan === present ? undefined : present)),
  );
}
