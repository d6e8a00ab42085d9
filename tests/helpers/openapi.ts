import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { createValidator, lookUp, unknownProperties } from "./openapi-schema.ts";
import type { Schema } from "./openapi-schema.ts";

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

interface Found {
  readonly operation: Operation;
  readonly path: Path;
  readonly query: string;
}

/** Neon's OpenAPI document as a judge of requests and responses. */
export interface OpenApi {
  /** Whether there is such an operation. */
  knows(method: string, url: string): boolean;
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

  function look(method: string, url: string): Found | undefined {
    const [pathname = "", query = ""] = url.replace(/^.*?\/api\/v2(?=\/)/, "").split("?");
    const route = routes.find(({ pattern }) => pattern.test(pathname));
    const operation = route?.item[method.toLowerCase()];
    if (route === undefined || operation === undefined) return undefined;
    return { operation, path: route.item, query };
  }

  function find(method: string, url: string): Found {
    const found = look(method, url);
    if (found === undefined) throw new Error(`not in the OpenAPI document: ${method} ${url}`);
    operations.add(found.operation.operationId);
    return found;
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

  function checkQuery({ operation, path, query }: Found): string[] {
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
    knows: (method, url) => look(method, url) !== undefined,
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

function fromText(schema: Schema, text: string): unknown {
  if (schema.type === "integer" || schema.type === "number") return Number(text);
  if (schema.type === "boolean") return { true: true, false: false }[text] ?? text;
  return schema.type === "array" ? text.split(",") : text;
}
