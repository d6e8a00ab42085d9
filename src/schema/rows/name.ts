import { qualified } from "../../sql/quote.ts";

/** Qualified and quoted. */
export const nameOf = ({ schema, name }: { schema: string; name: string }): string =>
  qualified(schema, name);
