import type { Column } from "../../postgres/catalog/model/column.ts";
import type { UserType } from "../../postgres/catalog/model/type.ts";
import { castKey } from "../casts.ts";
import { nameOf } from "../text.ts";
import type { Side, Sides } from "./sides.ts";

/** How the values of a column come to be of another type. */
export type Conversion =
  | { readonly kind: "none" }
  | { readonly kind: "impossible" }
  | {
      readonly kind: "cast";
      /** The expression of the new value; null where Postgres needs none. */
      readonly using: string | null;
      /** Values may be cut, rounded or refused. */
      readonly lossy: boolean;
    };

/** From the type of one side's column to that of the other's. `column` is SQL. */
export function conversionOf(sides: Sides, column: string, a: Column, b: Column): Conversion {
  if (a.type === b.type) return { kind: "none" };
  const [from, to] = [shapeOf(a.type), shapeOf(b.type)];
  if (from.array !== to.array) return impossibleButText(column, from, to, b.type);
  const [source, target] = [baseOf(sides, "a", from.name), baseOf(sides, "b", to.name)];
  const cast = contextOf(sides, source, target);
  if (cast === undefined) {
    const enums = isEnum(sides, "a", source) && isEnum(sides, "b", target);
    if (!enums) return { kind: "impossible" };
    const array = "[]".repeat(from.array);
    return { kind: "cast", using: `${column}::text${array}::${b.type}`, lossy: true };
  }
  const using = cast === "explicit" ? `${column}::${b.type}` : null;
  return { kind: "cast", using, lossy: cast !== "implicit" || isNarrower(a.type, b.type) };
}

interface TypeShape {
  readonly name: string;
  /** Dimensions. */
  readonly array: number;
}

/** `timestamp(3) without time zone[]` without its modifier. */
function shapeOf(type: string): TypeShape {
  const array = /(\[\])*$/.exec(type)?.[0].length ?? 0;
  const name = type.slice(0, type.length - array).replace(/\(-?\d+(,-?\d+)?\)/, "");
  return { name, array: array / 2 };
}

function impossibleButText(
  column: string,
  from: TypeShape,
  to: TypeShape,
  type: string,
): Conversion {
  if (to.array === 0 && strings.has(to.name)) return { kind: "cast", using: null, lossy: true };
  if (from.array === 0 && strings.has(from.name))
    return { kind: "cast", using: `${column}::${type}`, lossy: true };
  return { kind: "impossible" };
}

/** What casts look at: of a domain the type below. */
function baseOf(sides: Sides, side: Side, name: string): string {
  const type = typeOf(sides, side, name);
  return type?.kind === "domain" ? baseOf(sides, side, shapeOf(type.baseType).name) : name;
}

function isEnum(sides: Sides, side: Side, name: string): boolean {
  return typeOf(sides, side, name)?.kind === "enum";
}

function typeOf(sides: Sides, side: Side, name: string): UserType | undefined {
  return sides[side].catalog.types.find((type) => nameOf(type) === name);
}

/** From and to strings there is always a way through input and output. */
function contextOf(sides: Sides, from: string, to: string) {
  if (from === to) return "implicit";
  const key = castKey(from, to);
  const cast = sides.b.casts.get(key) ?? sides.a.casts.get(key);
  if (cast !== undefined) return cast;
  if (strings.has(to)) return "assignment";
  return strings.has(from) ? "explicit" : undefined;
}

const strings = new Set(["text", "character varying", "character", "name"]);

function isNarrower(a: string, b: string): boolean {
  const [before, after] = [modifierOf(a), modifierOf(b)];
  if (after === undefined) return false;
  return before === undefined || after.some((part, at) => part < (before[at] ?? 0));
}

function modifierOf(type: string): number[] | undefined {
  return /\((-?\d+)(?:,(-?\d+))?\)/.exec(type)?.slice(1).map(Number);
}
