import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Session } from "../../core/session.ts";
import type { ImportOptions } from "../options.ts";

/** Questions about options that name columns which the file does not have: to pass them over would load what was to be left out. */
export function aboutNames(names: readonly string[], options: ImportOptions): string[] {
  const { types = {}, columns = {}, skip = [] } = options;
  const given = { types: Object.keys(types), columns: Object.keys(columns), skip };
  return Object.entries(given).flatMap(([option, keys]) => {
    const strange = keys.filter((key) => !names.includes(key));
    if (strange.length === 0) return [];
    const shown = strange.map((key) => {
      const [near] = nearest(key, names);
      return `\`${identifier(key)}\`${near === undefined ? "" : ` (\`${identifier(near)}\`?)`}`;
    });
    return [`options.${option} names ${shown.join(", ")}, which the file does not have.`];
  });
}

/** Questions about columns of the file that meet in one of the table. `mapped` is where each goes. */
export function aboutMeeting(
  names: readonly string[],
  mapped: readonly (string | undefined)[],
): string[] {
  return [...new Set(mapped)].flatMap((into) => {
    const meeting = names.filter((_, index) => into !== undefined && mapped[index] === into);
    if (into === undefined || meeting.length < 2) return [];
    const list = meeting.map((name) => `\`${identifier(name)}\``).join(", ");
    const how = `options.columns {"in the file": "in the table"} maps, options.skip ["in the file"] leaves out.`;
    return [`${list} of the file go into one column, \`${identifier(into)}\`: ${how}`];
  });
}

/** Errors: INVALID_INPUT for an encoding that Postgres does not know. It would be told for each row. */
export async function checkEncoding(session: Session, encoding: string): Promise<void> {
  const [known] = await session.query<{ is: boolean; all: string[] }>(
    `select pg_catalog.pg_char_to_encoding($1::pg_catalog.name) operator(pg_catalog.>=) 0 as is,
       array(select distinct pg_catalog.pg_encoding_to_char(n)::text as name from pg_catalog.generate_series(0, 60) as n
             where pg_catalog.pg_encoding_to_char(n) operator(pg_catalog.<>) '' order by name) as all`,
    [encoding],
  );
  if (known?.is === true) return;
  const all = known?.all ?? [];
  const near = nearest(encoding, all);
  throw new ToolError(
    "INVALID_INPUT",
    `options.encoding \`${identifier(encoding)}\` is none that Postgres knows.`,
    `${near.length > 0 ? "Did you mean" : "It knows"} ${(near.length > 0 ? near : all).join(", ")}${near.length > 0 ? "?" : "."}`,
  );
}
