import type { FieldDef } from "pg";
import type { Parameter } from "../../../../postgres/exchange.ts";
import { parseArray } from "../../../../postgres/arrays.ts";
import { elementOf } from "../../../../postgres/builtin.ts";
import type { Value } from "../../../../core/session.ts";
import type { Rows } from "./run-query.ts";

/** The result of one query in the shape of Neon's responses. */
export function jsonResult(
  { fields, rows, tag }: Rows,
  { raw, arrays }: { readonly raw: boolean; readonly arrays: boolean },
): object {
  const decoders = fields.map(({ dataTypeID }) => (raw ? asText : decoderOf(dataTypeID)));
  const valueAt = (row: readonly Parameter[], index: number): Value => {
    const text = row[index] ?? null;
    return text === null ? null : (decoders[index] ?? asText)(text);
  };
  return {
    rowAsArray: arrays,
    fields: fields.map(describe),
    rows: rows.map((row) =>
      arrays
        ? fields.map((_, index) => valueAt(row, index))
        : Object.fromEntries(fields.map(({ name }, index) => [name, valueAt(row, index)])),
    ),
    ...commandOf(tag),
  };
}

function describe(field: FieldDef): object {
  const { name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier } = field;
  return { name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier, format: "text" };
}

/** `INSERT 0 3`, `SELECT 1`, `CREATE TABLE`: the first word, and the last where it is a number. */
function commandOf(tag: string): { readonly command: string; readonly rowCount: number | null } {
  const [command = "", ...rest] = tag.split(" ");
  const count = command === "INSERT" ? rest[1] : rest.join(" ");
  const rowCount = count !== undefined && /^\d+$/.test(count) ? Number(count) : null;
  return { command, rowCount };
}

type Decode = (text: string) => Value;

const asText: Decode = (text) => text;
const asNumber: Decode = (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
const asJson: Decode = (text) => JSON.parse(text) as Value;

const DECODERS: Record<number, Decode> = {
  16: (text) => text === "t",
  21: asNumber,
  23: asNumber,
  114: asJson,
  700: asNumber,
  701: asNumber,
  3802: asJson,
};

/** Without `Neon-Raw-Text-Output`: booleans, small integers, floats, JSON and arrays of them as JSON has them. */
function decoderOf(oid: number): Decode {
  const element = elementOf(oid);
  if (element === undefined) return DECODERS[oid] ?? asText;
  const decode = DECODERS[element] ?? asText;
  return (text) => parseArray(text.replace(/^\[[^=]*\]=/, ""), ",", decode) ?? text;
}
