import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "pairs");

/** Two schemas that differ in a few things. */
export interface Pair {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** The first major version of Postgres that can have both. */
  readonly since: number;
  /** Words of the reason for which neither becomes the other. */
  readonly refused: string | undefined;
  /** Roles of the cluster that they speak of. */
  readonly roles: readonly string[];
}

/** `-- @pair name`, then one schema, `-- @to`, and the other; `-- @since 18`, `-- @roles a, b` and `-- @refused words` where they are
 * needed. */
export const pairs: readonly Pair[] = readdirSync(folder)
  .sort()
  .flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .split(/^-- @pair /m)
      .slice(1)
      .map(pair),
  );

function pair(text: string): Pair {
  const [name = "", ...lines] = text.split("\n");
  const [a = "", b = ""] = lines.join("\n").split(/^-- @to$/m);
  return {
    name,
    a,
    b,
    since: Number(/^-- @since (\d+)$/m.exec(a)?.[1] ?? 14),
    refused: /^-- @refused (.*)$/m.exec(a)?.[1],
    roles: /^-- @roles (.*)$/m.exec(a)?.[1]?.split(/,\s*/) ?? [],
  };
}
