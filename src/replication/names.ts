import { qualified } from "../sql/quote.ts";

/** A table as Postgres prints it. */
export const tableName = ({
  schema,
  name,
}: {
  readonly schema: string;
  readonly name: string;
}): string => qualified(schema, name);
