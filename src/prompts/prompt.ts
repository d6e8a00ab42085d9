/** A prompt as its file declares it. */
export interface Prompt {
  /** The file's name without `.md`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly Argument[];
  /** Tools that the body speaks of. */
  readonly tools: readonly string[];
  /** Markdown with `{{argument}}` where a value belongs. */
  readonly body: string;
}

export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** What it is completed from; other text is as good. */
  readonly values?: readonly string[] | undefined;
}

/** What a client passed; text of the user's, trusted as the user is. */
export type Values = Readonly<Record<string, string | undefined>>;

/** The construct that a body knows. */
export const placeholder = /\{\{(\w+)\}\}/g;
