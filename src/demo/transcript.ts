/** Prints the demo's transcript: what the client sends, what it gets, and why it matters. Colours only on a terminal. */
export interface Transcript {
  title(text: string): void;
  say(text: string): void;
  /** What the client sends. */
  sent(tool: string, args: Record<string, unknown>): void;
  /** What it gets, shortened to what fits a screen. */
  got(text: string, milliseconds: number, maxLines?: number): void;
}

const width = 118;

export function transcript(out: NodeJS.WriteStream = process.stdout): Transcript {
  const paint = (code: number) => (text: string) =>
    out.isTTY ? `\u001B[${code}m${text}\u001B[0m` : text;
  const [bold, dim, cyan, green] = [paint(1), paint(2), paint(36), paint(32)];
  const line = (text = ""): void => void out.write(`${text}\n`);
  return {
    title(text) {
      line();
      line(bold(`── ${text} ${"─".repeat(Math.max(0, width - text.length - 4))}`));
    },
    say(text) {
      for (const part of wrap(text)) line(part);
    },
    sent(tool, args) {
      line();
      line(`${cyan("→")} ${bold(tool)}${argumentText(args)}`);
    },
    got(text, milliseconds, maxLines = 30) {
      const lines = text.split("\n").flatMap(fold);
      for (const shown of lines.slice(0, maxLines)) line(`${green("←")} ${shown}`);
      if (lines.length > maxLines) line(dim(`← … ${lines.length - maxLines} more lines`));
      line(dim(`  ${Math.round(milliseconds)} ms`));
    },
  };
}

function argumentText(args: Record<string, unknown>): string {
  return Object.entries(args)
    .map(([key, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return text.includes("\n")
        ? `\n    ${key}:\n${text.replaceAll(/^/gm, "      ")}`
        : `\n    ${key}: ${text}`;
    })
    .join("");
}

/** A long line goes on below itself, indented as it began. */
function fold(text: string): string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  const [first = "", ...rest] = wrap(text.trimStart());
  return [indent + first, ...rest.map((part) => `${indent}    ${part}`)];
}

function wrap(text: string): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
