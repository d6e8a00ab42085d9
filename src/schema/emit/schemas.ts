import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { key } from "../key.ts";
import { comment } from "../text.ts";

/** Every database begins with a schema `public`. */
export function schemaItems(catalog: Catalog): Item[] {
  const items = catalog.schemas.map((schema): Item => {
    const name = quoteIdentifier(schema.name);
    const create = schema.name === "public" ? [] : [`CREATE SCHEMA ${name}`];
    return {
      key: key("schema", schema.name),
      object: `schema ${name}`,
      rank: rank.schema,
      statements: [
        ...create,
        ...publicComment(schema.name, comment(`SCHEMA ${name}`, schema.comment)),
      ],
    };
  });
  return catalog.schemas.some(({ name }) => name === "public") ? items : [withoutPublic, ...items];
}

const withoutPublic: Item = {
  key: key("step", "without public"),
  object: "schema public",
  rank: rank.schema - 1,
  statements: ["DROP SCHEMA IF EXISTS public"],
};

/** What initdb says of it. */
const initialComment = "'standard public schema'";

function publicComment(schema: string, statements: string[]): string[] {
  if (schema !== "public") return statements;
  if (statements.length === 0) return ["COMMENT ON SCHEMA public IS NULL"];
  return statements.filter((statement) => !statement.endsWith(initialComment));
}

/** PL/pgSQL is in every database. */
export function extensionItems(catalog: Catalog): Item[] {
  const schemas = new Set(catalog.schemas.map(({ name }) => name));
  const extensions = catalog.extensions.filter(({ name }) => name !== "plpgsql");
  return extensions.map((extension): Item => {
    const name = quoteIdentifier(extension.name);
    // A schema that is not the catalog's own belongs to the extension, which makes it.
    const where = schemas.has(extension.schema)
      ? ` SCHEMA ${quoteIdentifier(extension.schema)}`
      : "";
    const odd = extension.version !== extension.defaultVersion && extension.defaultVersion !== null;
    const version = odd ? ` VERSION ${quoteIdentifier(extension.version)}` : "";
    return {
      key: key("extension", extension.name),
      object: `extension ${name}`,
      rank: rank.extension,
      statements: [
        `CREATE EXTENSION IF NOT EXISTS ${name}${where}${version}`,
        ...comment(`EXTENSION ${name}`, extension.comment),
      ],
      needs: [key("schema", extension.schema)],
    };
  });
}
