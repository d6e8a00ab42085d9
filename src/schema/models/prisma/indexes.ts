import type { Index, IndexKey } from "../../../postgres/catalog/model/constraint.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { SourceEntity } from "../source.ts";
import { fieldNames, type PrismaContext } from "./context.ts";

const methods: Readonly<Record<string, string>> = {
  btree: "",
  hash: "Hash",
  gin: "Gin",
  gist: "Gist",
  spgist: "SpGist",
  brin: "Brin",
};

/** `@@unique` and `@@index`, and why an index is left out or comes back as less. */
export function indexLines(
  entity: SourceEntity,
  context: PrismaContext,
): { lines: string[]; lost: string[] } {
  const lines: string[] = [];
  const lost: string[] = [];
  const fields = fieldNames(entity);
  for (const { name, columns, definition } of entity.uniques) {
    const [first = ""] = columns;
    const again = entity.uniques.some((key) => key.name < name && key.columns.join() === first);
    if (columns.length > 1 || again || entity.primaryKey?.columns.join() === first)
      lines.push(
        `@@unique([${columns.map(fields).join(", ")}]${mapOf(name, `${entity.table.name}_${columns.join("_")}_key`)})`,
      );
    if (definition.includes("NULLS NOT DISTINCT"))
      lost.push(`NULLS NOT DISTINCT of constraint ${quoteIdentifier(name)}`);
  }
  for (const index of entity.indexes) {
    const why = unsayable(index);
    const name = quoteIdentifier(index.name);
    if (why !== undefined) {
      lost.push(`index ${name}, for ${why}`);
      continue;
    }
    lines.push(lineOf(index, entity, context));
    lost.push(...lessOf(index).map((what) => `${what} of index ${name}`));
  }
  return { lines, lost };
}

function unsayable({ method, keys, unique }: Index): string | undefined {
  if (methods[method] === undefined) return `its method ${method}`;
  if (keys.some(({ column }) => column === null)) return "its expression";
  return unique && method !== "btree" ? "its method" : undefined;
}

function lessOf({ include, nullsNotDistinct, keys, options, comment }: Index): string[] {
  return [
    ...(include.length > 0 ? ["INCLUDE"] : []),
    ...(nullsNotDistinct ? ["NULLS NOT DISTINCT"] : []),
    ...(Object.keys(options).length > 0 ? ["storage parameters"] : []),
    ...(keys.some(({ descending, nullsFirst }) => nullsFirst !== descending)
      ? ["the order of NULL"]
      : []),
    ...(keys.some(({ collation }) => collation !== null) ? ["COLLATE"] : []),
    ...(comment === null ? [] : ["the comment"]),
  ];
}

/** Prisma gives these names by itself. */
const mapOf = (name: string, usual: string): string =>
  name === usual ? "" : `, map: ${JSON.stringify(name)}`;

function lineOf(index: Index, entity: SourceEntity, context: PrismaContext): string {
  const fields = fieldNames(entity);
  const { name, unique, method, keys, predicate } = index;
  const parts = keys.map((key) => `${fields(key.column ?? "")}${keyArguments(key, index, entity)}`);
  if (predicate !== null) context.use("partialIndexes");
  const args = [
    `[${parts.join(", ")}]`,
    ...(methods[method] ? [`type: ${methods[method]}`] : []),
    ...(predicate === null ? [] : [`where: raw(${JSON.stringify(predicate)})`]),
  ];
  const columns = keys.map(({ column }) => column ?? "").join("_");
  const usual = `${entity.table.name}_${columns}_${unique ? "key" : "idx"}`;
  return `@@${unique ? "unique" : "index"}(${args.join(", ")}${mapOf(name, usual)})`;
}

/** Prisma knows few of the operator classes by which Postgres chooses a type's own: with those methods it has to be told. */
function keyArguments(
  { column, descending, opclass, opclassOptions }: IndexKey,
  { definition, method }: Index,
  { columns }: SourceEntity,
): string {
  const spelled = quoteIdentifier(opclass.name);
  const type = columns.find((each) => each.column.name === column)?.type;
  const knows =
    method === "btree" ||
    method === "brin" ||
    (method === "gin" && (type?.array === true || type?.base === "jsonb"));
  // a default operator class is not printed
  const named =
    Object.keys(opclassOptions).length === 0 &&
    new RegExp(`[ .]${spelled.replaceAll("$", "\\$")}\\b`).test(definition);
  const args = [
    ...(method !== "hash" && (named || !knows) ? [`ops: raw(${JSON.stringify(spelled)})`] : []),
    ...(descending ? ["sort: Desc"] : []),
  ];
  return args.length === 0 ? "" : `(${args.join(", ")})`;
}
