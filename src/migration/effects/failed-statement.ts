import { ToolError } from "../../core/errors.ts";

/** A statement that Postgres, or the meter, refused. `index` is its place in the list, from 0; undefined for COMMIT. */
export class FailedStatement extends ToolError {
  readonly index: number | undefined;

  constructor(error: ToolError, index: number | undefined, total: number) {
    const { code, message, next, sqlstate, quoted, cause } = error;
    const which = index === undefined ? "COMMIT: " : `Statement ${index + 1} of ${total}: `;
    super(code, total === 1 && index === 0 ? message : `${which}${message}`, next, {
      cause,
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(quoted === undefined ? {} : { quoted }),
    });
    this.index = index;
  }
}
