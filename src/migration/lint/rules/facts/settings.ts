/** Whether a timeout is off: not set, or 0. */
export const isNone = (value: string | undefined): boolean =>
  value === undefined || /^\s*0+\s*(us|ms|s|min|h|d)?\s*$/.test(value);
