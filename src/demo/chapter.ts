import type { Answer, CallTool } from "./call.ts";
import type { Transcript } from "./transcript.ts";

export interface Chapter {
  readonly title: string;
  readonly why: string;
  play(call: CallTool, show: Transcript): Promise<void>;
}

/** An answer that is not what its chapter is told for ends the demo: it must not praise what did not happen. */
export function expectText(answer: Answer, ...parts: readonly string[]): void {
  const missing = parts.find((part) => !answer.text.includes(part));
  if (missing !== undefined)
    throw new Error(`The answer was expected to hold "${missing}":\n${answer.text}`);
}
