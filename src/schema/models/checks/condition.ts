/** What a CHECK asks of a row, in the little that applications can ask too. NULL makes a comparison unknown, which passes. */
export type Condition =
  | { readonly is: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly is: "not"; readonly part: Condition }
  | {
      readonly is: "compare";
      readonly left: Operand;
      readonly operator: Comparison;
      readonly right: Operand;
    }
  | {
      readonly is: "in";
      readonly operand: Operand;
      readonly values: readonly Constant[];
      readonly negated: boolean;
    }
  | {
      readonly is: "match";
      readonly operand: Operand;
      /** An advanced regular expression of Postgres. */
      readonly pattern: string;
      readonly ignoreCase: boolean;
      readonly negated: boolean;
    }
  | { readonly is: "null"; readonly column: string; readonly negated: boolean };

export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Operand = Constant | ColumnValue;

export interface ColumnValue {
  readonly is: "column";
  /** `value` in the check of a domain. */
  readonly column: string;
  /** The type that the expression casts it to, as written: `text`, `double precision`. */
  readonly cast: string | undefined;
  /** What is compared: the value, its characters counted, or the value without spaces around it. */
  readonly of: "value" | "length" | "trimmed";
}

export interface Constant {
  readonly is: "constant";
  readonly kind: "number" | "text" | "boolean";
  /** As written: `0.05`, `open`, `true`. */
  readonly value: string;
  readonly cast: string | undefined;
}
