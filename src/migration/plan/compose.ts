import { phaseNames } from "../../core/migration.ts";
import type { PhaseName } from "../../core/migration.ts";
import type { Effect } from "../effects/effect.ts";
import type { Cooked, Piece } from "./recipe.ts";

/** What is to be done for one change. */
export interface Part {
  readonly cooked: Cooked;
  /** Relations that the change locks or names, qualified. */
  readonly touches: ReadonlySet<string>;
  readonly light: boolean;
  /** Of a change that is made as it stands: what it did when it was tried. */
  readonly effect?: Effect;
}

/** A step before anybody has executed it, or one whose statements were. */
export interface Planned extends Piece {
  readonly effects?: readonly Effect[];
}

/** A phase before anybody has executed it. */
export interface Draft {
  readonly name: PhaseName;
  readonly pieces: readonly Planned[];
  readonly verification: Cooked["verification"];
  readonly notes: readonly string[];
  /** Statements of the old application fail from here on, as the recipes know. */
  readonly breaks: boolean;
}

/**
 * How the phases of several changes become one plan's. `merged`: all changes go through their phases together. `chained`: a change
 * begins in the phase in which the last change before it of the same relations ends. `serial`: in which the last change ends at all.
 */
export const orders = ["merged", "chained", "serial"] as const;
export type Order = (typeof orders)[number];

export function compose(parts: readonly Part[], order: Order): Draft[] {
  const places = placesOf(parts, order);
  return phaseNames.flatMap((name, index) => {
    const here = <T extends { readonly phase: PhaseName }>(
      of: (cooked: Cooked) => readonly T[],
    ): T[] =>
      places.flatMap(({ part, from }) =>
        of(part.cooked).filter(({ phase }) => Math.max(from, phaseNames.indexOf(phase)) === index),
      );
    const pieces = places.flatMap(({ part, from }) =>
      part.cooked.pieces
        .filter(({ phase }) => Math.max(from, phaseNames.indexOf(phase)) === index)
        .toSorted((a, b) => phaseNames.indexOf(a.phase) - phaseNames.indexOf(b.phase))
        .map((piece) => ({
          piece: part.effect === undefined ? piece : { ...piece, effects: [part.effect] },
          light: part.light,
        })),
    );
    const verification = places.flatMap((place) => verificationAt(place, index));
    if (pieces.length === 0 && verification.length === 0) return [];
    const notes = here((cooked) => cooked.notes).map(({ text }) => text);
    const breaks = places.some(
      ({ part: { cooked }, from }) =>
        cooked.breaks !== undefined && Math.max(from, phaseNames.indexOf(cooked.breaks)) <= index,
    );
    return [{ name, pieces: joined(pieces), verification, notes: [...new Set(notes)], breaks }];
  });
}

/** What is said of a phase is not said any more once steps of a later one were made in the same. */
function verificationAt({ part, from }: Place, index: number): Cooked["verification"][number][] {
  const { pieces, verification } = part.cooked;
  const at = (phase: PhaseName): number => Math.max(from, phaseNames.indexOf(phase));
  const isOver = (phase: PhaseName): boolean =>
    pieces.some(
      (piece) =>
        at(piece.phase) === index && phaseNames.indexOf(piece.phase) > phaseNames.indexOf(phase),
    );
  return verification.filter(({ phase }) => at(phase) === index && !isOver(phase));
}

interface Place {
  readonly part: Part;
  /** Number of the phase in which the change's first steps are. */
  readonly from: number;
  readonly to: number;
}

function placesOf(parts: readonly Part[], order: Order): Place[] {
  const places: Place[] = [];
  for (const part of parts) {
    const earlier = places.filter((place) => dependsOn(part, place.part, order));
    const from = Math.max(0, ...earlier.map(({ to }) => to));
    const own = part.cooked.pieces.map(({ phase }) => phaseNames.indexOf(phase));
    places.push({ part, from, to: Math.max(from, ...own) });
  }
  return places;
}

function dependsOn(part: Part, earlier: Part, order: Order): boolean {
  if (order === "merged") return false;
  return order === "serial" || [...part.touches].some((name) => earlier.touches.has(name));
}

/** Neighbours that nobody waits for are one transaction, which is undone from its end. */
function joined(
  pieces: readonly { readonly piece: Planned; readonly light: boolean }[],
): Planned[] {
  const result: Planned[] = [];
  let open = false;
  for (const { piece, light } of pieces) {
    const last = result.at(-1);
    if (light && open && last !== undefined) result[result.length - 1] = join(last, piece);
    else result.push(piece);
    open = light;
  }
  return result;
}

function join(first: Planned, second: Planned): Planned {
  const rollback = [second.rollback, first.rollback].filter((sql) => sql !== null);
  const [, count] = / \(and (\d+) more\)$/.exec(first.purpose) ?? [];
  const purpose = first.purpose.replace(/ \(and \d+ more\)$/, "");
  return {
    ...first,
    purpose: `${purpose} (and ${Number(count ?? 0) + 1} more)`,
    sql: `${first.sql};\n${second.sql}`,
    effects: [...(first.effects ?? []), ...(second.effects ?? [])],
    rollback: rollback.length === 0 ? null : rollback.join(";\n"),
  };
}
