import type { Key } from "./key.ts";

/** The statements that bring one object about, and what else has to be there before. */
export interface Item {
  readonly key: Key;
  /** Kind and name for a reader: `table public.tasks`. */
  readonly object: string;
  /** Lower ones come first where dependencies leave the choice. */
  readonly rank: number;
  readonly statements: readonly string[];
  /** Keys of what comes with it: constraints and defaults inside CREATE TABLE. */
  readonly covers?: readonly Key[];
  /** Needed beyond what Postgres records as dependencies. */
  readonly needs?: readonly Key[];
  /** Keys whose recorded dependencies are this item's; by default its own and those it covers. */
  readonly reads?: readonly Key[];
  /**
   * The object is whole from here on only; nothing but a routine, which names it in its signature, should come between: the body of a
   * type, or a domain's constraint, which Postgres refuses once the domain is part of a row type in a table.
   */
  readonly completes?: Key;
  /** The same in smaller pieces, for when it is part of a circle. */
  readonly split?: () => readonly Item[];
}

/** The usual order, that of a script that a person would write. */
export const rank = {
  schema: 1,
  accessMethod: 2,
  extension: 3,
  language: 4,
  wrapper: 5,
  server: 6,
  collation: 7,
  textSearch: 8,
  type: 10,
  routine: 20,
  domainConstraint: 21,
  operator: 22,
  operatorFamily: 23,
  operatorClass: 24,
  cast: 25,
  conversion: 26,
  sequence: 28,
  table: 30,
  view: 40,
  inheritance: 50,
  sequenceOwner: 55,
  default: 57,
  index: 60,
  indexAttachment: 62,
  statistics: 65,
  check: 68,
  foreignKey: 70,
  rule: 75,
  trigger: 80,
  triggerState: 81,
  label: 85,
  publication: 90,
  eventTrigger: 95,
} as const;
