import { ToolError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Runtime, Stack } from "./stack.ts";
import { stacks } from "./stacks/index.ts";

/** By name or alias, whatever case and separators. Throws with the nearest names, and with the stacks of a runtime that this one has not. */
export function findStack(name: string, runtime: Runtime): Stack {
  const wanted = plain(name);
  const found = stacks.find((stack) =>
    [stack.name, ...stack.aliases].some((known) => plain(known) === wanted),
  );
  if (found === undefined) throw unknown(name);
  if (found.runtimes.includes(runtime)) return found;
  const able = stacks.filter(({ runtimes }) => runtimes.includes(runtime));
  throw new ToolError(
    "UNSUPPORTED",
    runtime === "edge"
      ? `${found.name} speaks Postgres over TCP, which an edge runtime has not.`
      : `${found.name} is not made for runtime ${runtime}.`,
    `Take one of ${able.map((stack) => stack.name).join(", ")}, or runtime ${found.runtimes.join(" or ")}.`,
  );
}

function unknown(name: string): ToolError {
  const names = stacks.map((stack) => stack.name);
  const near = nearest(name, [...names, ...stacks.flatMap(({ aliases }) => aliases)]);
  return new ToolError(
    "INVALID_INPUT",
    "There is no stack of this name.",
    near.length > 0 ? `Did you mean ${near.join(", ")}?` : `There are ${names.join(", ")}.`,
  );
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
