interface Listed {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly required: boolean }[];
}

/** The README's table of prompts. Pure: the loaded prompts in, Markdown out. */
export function promptTable(prompts: readonly Listed[]): string {
  const rows = prompts.map(({ name, description, arguments: args }) => {
    const named = args.map((argument) => `\`${argument.name}${argument.required ? "" : "?"}\``);
    return `| \`${name}\` | ${named.join(", ")} | ${description} |`;
  });
  return ["| Prompt | Arguments | What it does |", "| --- | --- | --- |", ...rows].join("\n");
}
