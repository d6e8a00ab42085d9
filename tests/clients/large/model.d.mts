/** What a request tells the model, and what it has been shown of the last call. */
export interface Asked {
  readonly tools: readonly { readonly name: string; readonly namespace?: string }[];
  readonly shown: string | undefined;
  readonly prompt: string;
}

export interface Call {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export function openModel(
  decide: (asked: Asked) => Call | undefined,
): Promise<{ readonly base: string; close(): void }>;

export function openCodeProvider(base: string): object;
