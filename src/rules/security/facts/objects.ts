import type { GrantedObject } from "../../../schema/access/objects.ts";

/** The name of what has privileges: `public.tasks`, `public.sum(integer)`. */
export const objectOf = ({ grant }: Pick<GrantedObject, "grant">): string =>
  grant.replace(/^(TABLE|SEQUENCE|SCHEMA|FUNCTION|PROCEDURE|TYPE) /, "");
