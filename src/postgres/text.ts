/** Whether Postgres can hold the text: no NUL, and no half of a surrogate pair, which UTF-8 cannot say. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}
