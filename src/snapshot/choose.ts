import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { SnapshotDetails } from "../core/manage/snapshots.ts";
import { nearest } from "../core/nearest.ts";
import type { Given } from "./request.ts";

/** The snapshot of this name or id. Errors: NOT_FOUND, INVALID_INPUT. */
export async function chooseSnapshot({ request: { name }, project, neon, call }: Given): Promise<{
  readonly snapshot: SnapshotDetails;
  readonly all: readonly SnapshotDetails[];
}> {
  const all = await neon.manage.snapshots.all(project.id, call.signal);
  if (name === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "It is not clear which snapshot is meant.",
      'Give its `name` or id; `action` "list" shows them.',
    );
  const found = all.filter((each) => each.id === name || each.name === name);
  const [snapshot, another] = found;
  if (another !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      `There are ${found.length} snapshots named \`${identifier(name)}\`.`,
      `Name one by its id: ${found.map(({ id }) => `\`${identifier(id)}\``).join(", ")}.`,
    );
  if (snapshot !== undefined) return { snapshot, all };
  const close = nearest(
    name,
    all.map((each) => each.name),
  );
  throw new ToolError(
    "NOT_FOUND",
    `There is no snapshot \`${identifier(name)}\` in project \`${identifier(project.name)}\`.`,
    close.length === 0
      ? `There ${all.length === 1 ? "is 1 snapshot" : `are ${all.length} snapshots`}: \`action\` "list" shows them.`
      : `Did you mean ${close.map((each) => `\`${identifier(each)}\``).join(" or ")}?`,
  );
}
