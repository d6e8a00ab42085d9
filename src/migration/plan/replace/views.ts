import { parseScript } from "../../../sql/parse.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { relationsOf } from "../../../sql/references.ts";
import { asNode, isFields, textOf } from "../../../sql/walk.ts";
import { cooked } from "../cooked.ts";
import type { Cooked, Surroundings } from "../recipe.ts";
import type { Dependents } from "./swap.ts";

/** A materialized view that is made, and read, under another name while its predecessor is in use. */
interface Twin {
  readonly create: readonly string[];
  /** The statements of which it takes the place. */
  readonly instead: ReadonlySet<string>;
  readonly rename: readonly string[];
  readonly drop: string;
}

/**
 * Views over the new columns take the place of those over the old ones, which are about to go. Who reads a materialized one waits only
 * while names change hands, unless it reads others of them.
 */
export async function replaceViews(
  { gone, back }: Dependents,
  { name }: Surroundings,
): Promise<Cooked> {
  if (gone.length === 0) return cooked({});
  const twins = (
    await Promise.all(back.map((create) => twinOf(create, { gone, back }, name)))
  ).flatMap((twin) => twin ?? []);
  const rest = back.filter((statement) => !twins.some(({ instead }) => instead.has(statement)));
  return cooked({
    pieces: [
      ...twins.map(({ create, drop }) => ({
        phase: "contract" as const,
        purpose: "Make a materialized view over the new columns beside the old one, and read it.",
        sql: create.join(";\n"),
        rollback: drop,
      })),
      {
        phase: "contract",
        purpose: "Put views over the new columns in the place of those over the old ones.",
        sql: [...gone, ...twins.flatMap(({ rename }) => rename), ...rest].join(";\n"),
        rollback: null,
        irreversible: true,
      },
    ],
    notes: [
      {
        phase: "switch",
        text: "Materialized views, and the views that have to do with them, show the old columns until the contract.",
      },
    ],
  });
}

async function twinOf(
  create: string,
  { gone, back }: Dependents,
  free: Surroundings["name"],
): Promise<Twin | undefined> {
  const [statement] = await parseScript(create);
  const into = asNode(statement?.node, "CreateTableAsStmt")?.["into"];
  const range = isFields(into) ? into["rel"] : undefined;
  if (statement === undefined || !isFields(range)) return undefined;
  const [schema, name] = [textOf(range["schemaname"]), textOf(range["relname"])];
  const own = qualified(schema, name);
  const reads = relationsOf(statement).map((read) => qualified(read.schema ?? "", read.name));
  const isLate = (relation: string): boolean =>
    relation !== own && gone.some((drop) => drop.endsWith(` ${relation}`));
  if (!create.includes(own) || reads.some(isLate)) return undefined;
  const twin = free(name, "new");
  const instead = new Set([create]);
  const made = [create.replace(own, () => qualified(schema, twin))];
  const rename = [
    `ALTER MATERIALIZED VIEW ${qualified(schema, twin)} RENAME TO ${quoteIdentifier(name)}`,
  ];
  for (const definition of back) {
    const [parsed] = await parseScript(definition);
    const index = asNode(parsed?.node, "IndexStmt");
    const old = textOf(index?.["idxname"]);
    const head = ` ${quoteIdentifier(old)} ON ${own} `;
    if (index === undefined || !definition.includes(head)) continue;
    const fresh = free(old, "new");
    instead.add(definition);
    made.push(
      definition.replace(head, () => ` ${quoteIdentifier(fresh)} ON ${qualified(schema, twin)} `),
    );
    rename.push(`ALTER INDEX ${qualified(schema, fresh)} RENAME TO ${quoteIdentifier(old)}`);
  }
  return {
    create: made,
    instead,
    rename,
    drop: `DROP MATERIALIZED VIEW ${qualified(schema, twin)}`,
  };
}
