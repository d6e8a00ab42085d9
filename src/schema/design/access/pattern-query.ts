import * as z from "zod";
import type { ProvenPattern } from "./proven.ts";

const Parameters = z.array(z.object({ name: z.string(), type: z.string() }));

/** The query of an access pattern, and that of the page after one, as they travel in answers. */
export const PatternQuery = z.object({
  pattern: z.string(),
  sql: z.string(),
  parameters: Parameters,
  next_page: z.object({ sql: z.string(), parameters: Parameters }).optional(),
});

type PatternQuery = z.infer<typeof PatternQuery>;

export function queryOf({ name, sql, parameters, next }: ProvenPattern): PatternQuery {
  const page = next === null ? {} : { next_page: { ...next, parameters: [...next.parameters] } };
  return { pattern: name, sql, parameters: [...parameters], ...page };
}
