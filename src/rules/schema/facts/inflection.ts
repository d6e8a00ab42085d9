/** English nouns that are the same in the plural, or have none. */
const UNCOUNTED =
  /(data|metadata|media|news|series|species|status|info|information|history|settings|analytics|stats|statistics|feedback|equipment|staff|audit|access|address|business|process|progress|class|bus|basis|analysis|hardware|software|inventory|content|permissions?|details|options|prefs|preferences|credentials|queue|log|cache|config|configuration|storage|usage|mail|traffic|weather)$/;

/** Whether the last word of a name is a plural; undefined where English does not tell. */
export function isPlural(name: string): boolean | undefined {
  const word = name.toLowerCase().split("_").at(-1) ?? "";
  if (word.length < 3 || UNCOUNTED.test(word)) return undefined;
  if (/^(people|children|men|women|feet|teeth|mice|indices|matrices|criteria)$/.test(word))
    return true;
  if (/(ss|us|is|os|as)$/.test(word)) return undefined;
  return word.endsWith("s");
}

/** Of `categories` `category`, of `boxes` `box`, of `users` `user`; what is no plural stays as it is. */
export function singular(name: string): string {
  if (isPlural(name) !== true) return name;
  const [plural = "", ending = ""] = ENDINGS.find(([one]) => name.endsWith(one)) ?? [];
  return name.slice(0, name.length - plural.length) + ending;
}

const ENDINGS: readonly (readonly [plural: string, singular: string])[] = [
  ["people", "person"],
  ["children", "child"],
  ["ies", "y"],
  ["xes", "x"],
  ["ches", "ch"],
  ["shes", "sh"],
  ["sses", "ss"],
  ["s", ""],
];
