import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import formats from "ajv-formats";

/** JSON Schema as OpenAPI 3.0 writes it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly nullable?: boolean;
  readonly additionalProperties?: boolean | Schema;
}

/** As far as references go into it. */
interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What a `$ref` means. */
export const lookUp = (document: unknown, ref: string): unknown =>
  ref
    .slice(2)
    .split("/")
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);

/** Returns a function that tells what is wrong with a value. */
export function createValidator(document: Document): (schema: Schema, value: unknown) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  for (const name of ["uint64", "int"]) ajv.addFormat(name, true);
  const components = { schemas: withoutNullable(document.components.schemas) };
  ajv.addSchema({ $id: "openapi", components });
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema, value) => {
    const validate =
      compiled.get(schema) ?? ajv.compile(absoluteReferences(withoutNullable(schema)) as object);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
    );
  };
}

const mapObject = (value: unknown, map: (object: Record<string, unknown>) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((element) => mapObject(element, map));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, mapObject(inner, map)]);
  return map(Object.fromEntries(entries) as Record<string, unknown>);
};

/** JSON Schema has no `nullable`. */
const withoutNullable = (schema: unknown): unknown =>
  mapObject(schema, ({ nullable, ...rest }) =>
    nullable === true ? { anyOf: [{ type: "null" }, rest] } : rest,
  );

const absoluteReferences = (schema: unknown): unknown =>
  mapObject(schema, (object) =>
    typeof object["$ref"] === "string" ? { $ref: `openapi${object["$ref"]}` } : object,
  );

/** Paths of properties that no part of the schema names. Collects the names of the schemas on the way. */
export function unknownProperties(
  document: Document,
  schema: Schema,
  value: unknown,
  met: Set<string>,
  path = "",
): string[] {
  const parts = partsOf(document, schema, met);
  const items = parts.find((part) => part.items !== undefined)?.items;
  if (Array.isArray(value))
    return items === undefined
      ? []
      : value.flatMap((element, index) =>
          unknownProperties(document, items, element, met, `${path}/${index}`),
        );
  if (typeof value !== "object" || value === null) return [];
  const known = Object.assign({}, ...parts.map((part) => part.properties)) as Record<
    string,
    Schema
  >;
  const open = parts.some(({ additionalProperties }) => additionalProperties !== undefined);
  if (open || Object.keys(known).length === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const property = known[name];
    const at = `${path}/${name}`;
    return property === undefined ? [at] : unknownProperties(document, property, inner, met, at);
  });
}

/** The schema itself and all that it is put together from. */
function partsOf(document: Document, schema: Schema, met: Set<string>): Schema[] {
  if (schema.$ref !== undefined) {
    met.add(schema.$ref.split("/").at(-1) ?? "");
    return partsOf(document, lookUp(document, schema.$ref) as Schema, met);
  }
  const inner = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return [schema, ...inner.flatMap((part) => partsOf(document, part, met))];
}
