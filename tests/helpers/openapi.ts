import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { parse } from "yaml";

/** JSON Schema as OpenAPI 3.0 writes it. */
interface Schema {
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

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Body {
  readonly $ref?: string;
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

type Path = Readonly<Record<string, Operation>> & { readonly parameters?: readonly Parameter[] };

interface Document {
  readonly paths: Readonly<Record<string, Path>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Neon's OpenAPI document as a judge of requests and responses. */
export interface OpenApi {
  /** What is wrong with a request; `url` with its query, with or without origin and `/api/v2`. Empty: nothing. */
  checkRequest(method: string, url: string, body: unknown): string[];
  /** What is wrong with the response to such a request; `body` parsed, undefined where there is none. */
  checkResponse(method: string, url: string, status: number, body: unknown): string[];
  /** Operation ids and names of schemas that were met in checks so far. */
  covered(): { readonly operations: readonly string[]; readonly schemas: readonly string[] };
}

/** The document inside `@neondatabase/api-client`. Properties that a schema does not name are reported too. */
export function openApi(): OpenApi {
  const document = readDocument();
  const operations = new Set<string>();
  const schemas = new Set<string>();
  const validator = createValidator(document);
  const routes = Object.entries(document.paths).map(([path, item]) => ({
    item,
    pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "([^/]+)")}$`),
    // `/branches/count` before `/branches/{branch_id}`
    variables: path.split("{").length,
  }));
  routes.sort((a, b) => a.variables - b.variables);

  function find(method: string, url: string): { operation: Operation; path: Path; query: string } {
    const [pathname = "", query = ""] = url.replace(/^.*?\/api\/v2(?=\/)/, "").split("?");
    const route = routes.find(({ pattern }) => pattern.test(pathname));
    const operation = route?.item[method.toLowerCase()];
    if (route === undefined || operation === undefined)
      throw new Error(`not in the OpenAPI document: ${method} ${pathname}`);
    operations.add(operation.operationId);
    return { operation, path: route.item, query };
  }

  const resolve = <T extends { readonly $ref?: string }>(value: T): T =>
    value.$ref === undefined ? value : (lookUp(document, value.$ref) as T);

  function check(where: string, schema: Schema, value: unknown): string[] {
    const unknown = unknownProperties(document, schema, value, schemas);
    const problems = [
      ...validator(schema, value),
      ...unknown.map((path) => `${path} is not known`),
    ];
    return problems.map((problem) => `${where}: ${problem}`);
  }

  function checkQuery({ operation, path, query }: ReturnType<typeof find>): string[] {
    const given = new URLSearchParams(query);
    const known = [...(path.parameters ?? []), ...(operation.parameters ?? [])]
      .map(resolve)
      .filter((parameter) => parameter.in === "query");
    const names = new Set(known.map(({ name }) => name));
    return [
      ...[...given.keys()].flatMap((name) =>
        names.has(name) ? [] : [`query ${name} is not known`],
      ),
      ...known.flatMap(({ name, schema, required }) => {
        const text = given.get(name);
        if (text === null) return required === true ? [`query ${name} is missing`] : [];
        return check(`query ${name}`, schema, fromText(resolve(schema), text));
      }),
    ];
  }

  return {
    checkRequest(method, url, body) {
      const found = find(method, url);
      const request = found.operation.requestBody && resolve(found.operation.requestBody);
      const problems = checkQuery(found);
      if (body === undefined)
        return request?.required === true ? [...problems, "body: missing"] : problems;
      const schema = schemaOf(request);
      if (schema === undefined) return [...problems, "body: not expected"];
      return [...problems, ...check("body", schema, body)];
    },
    checkResponse(method, url, status, body) {
      const { responses } = find(method, url).operation;
      const response =
        responses[String(status)] ?? (status < 400 ? undefined : responses["default"]);
      if (response === undefined) return [`status ${status} is not known`];
      const schema = schemaOf(resolve(response));
      if (schema === undefined) return body === undefined ? [] : ["body: not expected"];
      return check(`${status}`, schema, body);
    },
    covered: () => ({
      operations: [...operations].toSorted(),
      schemas: [...schemas].toSorted(),
    }),
  };
}

function readDocument(): Document {
  const manifest = createRequire(import.meta.url).resolve("@neondatabase/api-client/package.json");
  const file = join(dirname(manifest), "public-v2-for-users.gen.yaml");
  return parse(readFileSync(file, "utf8")) as Document;
}

const schemaOf = (body: Body | undefined): Schema | undefined =>
  body?.content?.["application/json"]?.schema;

const lookUp = (document: unknown, ref: string): unknown =>
  ref
    .slice(2)
    .split("/")
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);

function fromText(schema: Schema, text: string): unknown {
  if (schema.type === "integer" || schema.type === "number") return Number(text);
  if (schema.type === "boolean") return { true: true, false: false }[text] ?? text;
  return schema.type === "array" ? text.split(",") : text;
}

function createValidator(document: Document): (schema: Schema, value: unknown) => string[] {
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
function unknownProperties(
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
