import type { GeneratedModels } from "../format.ts";
import { comment } from "./text.ts";

/** Where the names come from that the code may use, in the order of the lines; `import x` is what has no names. */
const imports: readonly (readonly [module: string, names: readonly string[], alias?: string])[] = [
  ["datetime", []],
  ["enum", []],
  ["re", []],
  ["decimal", ["Decimal"]],
  ["typing", ["Annotated", "Any", "Literal", "Optional"]],
  ["uuid", ["UUID"]],
  [
    "pydantic",
    [
      "BaseModel",
      "ConfigDict",
      "Field",
      "IPvAnyInterface",
      "IPvAnyNetwork",
      "field_validator",
      "model_validator",
    ],
  ],
  ["sqlalchemy", [], "sa"],
  ["sqlalchemy.dialects", ["postgresql"]],
  ["sqlalchemy.orm", ["DeclarativeBase", "Mapped", "mapped_column", "relationship"]],
  ["sqlmodel", ["Field", "Relationship", "SQLModel"]],
];
const STANDARD = 6;

/** One module, with what it imports. `from` are the modules of packages that it may use. */
export function pythonFile(
  introduction: string,
  blocks: readonly string[],
  warnings: readonly string[],
  packages: readonly string[],
): GeneratedModels {
  const code = blocks.join("\n\n\n");
  const bare = code.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/#.*$/gm, "");
  const lines = imports.map(([module, names, alias], at) => {
    if (at >= STANDARD && !packages.includes(module.split(".")[0] ?? "")) return undefined;
    const isUsed = (name: string): boolean => new RegExp(`(?<![\\w.])${name}\\b`).test(bare);
    if (names.length === 0) {
      const called = alias ?? module;
      const clause = alias === undefined ? module : `${module} as ${alias}`;
      return isUsed(`${called}\\.`.replace(/\\\.$/, "(?=\\.)")) ? `import ${clause}` : undefined;
    }
    const used = names.filter(isUsed);
    return used.length === 0 ? undefined : `from ${module} import ${used.join(", ")}`;
  });
  const standard = lines.slice(0, STANDARD).filter((line) => line !== undefined);
  const others = lines.slice(STANDARD).filter((line) => line !== undefined);
  const head = [
    comment(introduction),
    ...(warnings.length === 0
      ? []
      : ["#", "# What these models do not say:", ...warnings.map((each) => comment(`- ${each}`))]),
  ].join("\n");
  const parts = [
    head,
    [...standard, ...(standard.length > 0 && others.length > 0 ? [""] : []), ...others].join("\n"),
  ];
  return {
    files: [
      {
        path: "models.py",
        content: `${parts.filter((part) => part !== "").join("\n\n")}\n\n\n${code}\n`,
      },
    ],
    warnings,
  };
}
