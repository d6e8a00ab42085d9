import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import * as z from "zod";

/**
 * A Zod object as the SDK wants to advertise it, without the SDK's own validation: arguments are parsed by the adapter,
 * so that a wrong one is answered with our code and next step. The JSON Schema is made once, on the first `tools/list`.
 */
export function wireSchema(
  schema: z.ZodObject,
  io: "input" | "output",
): StandardSchemaWithJSON<Record<string, unknown>> {
  let json: Record<string, unknown> | undefined;
  const convert = (): Record<string, unknown> => (json ??= jsonSchema(schema, io));
  return {
    "~standard": {
      version: 1,
      vendor: "neon-dba",
      validate: (value) => ({ value: value as Record<string, unknown> }),
      jsonSchema: { input: convert, output: convert },
    },
  };
}

/** JSON Schema as small as it can be said: tokens are paid in every conversation. */
export function jsonSchema(schema: z.ZodObject, io: "input" | "output"): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io });
  return strip(json) as Record<string, unknown>;
}

const bounds: readonly string[] = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
];

function strip(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strip);
  if (node === null || typeof node !== "object") return node;
  const kept = Object.entries(node).filter(([key, value]) => {
    if (key === "additionalProperties")
      return typeof value === "object" && Object.keys(value).length > 0;
    // what a tuple allows beyond its elements is a bare `false`, which stricter hosts refuse as no schema
    if (value === false && key === "items") return false;
    // a bound is told by the refusal of the rare call that passes it, and names of JSON objects are strings
    return ![...bounds, "propertyNames"].includes(key) && !(key === "default" && isNothing(value));
  });
  return Object.fromEntries(kept.map(([key, value]) => [key, strip(value)]));
}

/** Whether a default is what an absent switch, list or object means anyway. */
function isNothing(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === false;
  return Object.values(value).every((each) => typeof each === "object" && isNothing(each));
}
