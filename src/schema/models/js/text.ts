/** A string literal that JavaScript, TypeScript and JSON read alike. */
export function literal(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\u2028", String.raw`\u2028`)
    .replaceAll("\u2029", String.raw`\u2029`);
}

/** A property's name in an object or an interface, in quotes where it needs them. */
export function propertyKey(name: string): string {
  // `__proto__: x` in an object literal sets the prototype, in quotes too
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

/** `value.name`, or `value["two words"]`. */
export function member(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${literal(name)}]`;
}

/** The lines of a text that somebody else wrote, none of which ends a comment of JavaScript. */
function linesOf(text: string): string[] {
  return text.replaceAll("*/", "*\\/").split(/\r\n|[\r\n\v\f\u2028\u2029\u0085]/);
}

/** A documentation comment, or nothing for no text. */
export function doc(text: string | null, indent = ""): string[] {
  if (text === null || text.trim() === "") return [];
  const lines = linesOf(text);
  return lines.length === 1
    ? [`${indent}/** ${lines[0]} */`]
    : [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** The head of a file: what it is, and what it cannot say. */
export function head(title: string, warnings: readonly string[]): string[] {
  return [
    `// ${title}`,
    ...warnings.flatMap((warning) => linesOf(warning).map((line) => `// Note: ${line}`)),
    "",
  ];
}
