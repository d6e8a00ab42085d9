import { element } from "../shared/element.js";
import { notice, textView } from "../shared/fallback.js";
import { connectToHost } from "../shared/host.js";
import { pictureOf } from "../shared/picture.js";
import { schemaView } from "./schema.js";

/** @import { DrawnSchema } from "../../schema/design/erd/drawn.ts" */
/** @import { ToolResult } from "../shared/host.js" */

const page = /** @type {HTMLElement} */ (document.getElementById("picture"));
const body = element("div", {}, notice("Waiting for the tables."));
page.append(body);

connectToHost("schema", {
  onInput() {},
  onResult(result) {
    const picture = /** @type {DrawnSchema | undefined} */ (pictureOf(result));
    if (picture === undefined) return body.replaceChildren(textView(result));
    const { view, arrange } = schemaView(picture);
    body.replaceChildren(view);
    arrange();
  },
  onCancelled(reason) {
    body.replaceChildren(notice(`Cancelled. ${reason}`));
  },
});
