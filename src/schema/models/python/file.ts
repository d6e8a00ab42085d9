import type { GeneratedModels } from "../format.ts";
import { comment } from "./text.ts";

interface Import {
  readonly statement: string;
  /** What it brings; of a statement that ends with `import`, those that are used are appended. */
  readonly names: readonly string[];
}

const standard: readonly Import[] = [
  { statement: "import datetime", names: ["datetime"] },
  { statement: "import enum", names: ["enum"] },
  { statement: "import re", names: ["re"] },
  { statement: "from decimal import", names: ["Decimal"] },
  { statement: "from typing import", names: ["Annotated", "Any", "Optional"] },
  { statement: "from uuid import", names: ["UUID"] },
];

const core: readonly Import[] = [
  { statement: "import sqlalchemy as sa", names: ["sa"] },
  { statement: "from sqlalchemy.dialects import", names: ["postgresql"] },
];

const packages = {
  sqlalchemy: [
    ...core,
    {
      statement: "from sqlalchemy.orm import",
      names: ["DeclarativeBase", "Mapped", "mapped_column", "relationship"],
    },
  ],
  sqlmodel: [
    { statement: "from pydantic import", names: ["model_validator"] },
    ...core,
    { statement: "from sqlmodel import", names: ["Field", "Relationship", "SQLModel"] },
  ],
  pydantic: [
    {
      statement: "from pydantic import",
      names: [
        "BaseModel",
        "ConfigDict",
        "Field",
        "IPvAnyInterface",
        "IPvAnyNetwork",
        "model_validator",
      ],
    },
  ],
} as const satisfies Readonly<Record<string, readonly Import[]>>;

/** One module, with what it imports: relationships point across schemas, which modules of their own could not. */
export function pythonFile(
  format: keyof typeof packages,
  introduction: string,
  blocks: readonly string[],
  warnings: readonly string[],
): GeneratedModels {
  const code = blocks.join("\n\n\n");
  const bare = code.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/#.*$/gm, "");
  const used = (imports: readonly Import[]): string =>
    imports
      .flatMap(({ statement, names }) => {
        const found = names.filter((name) => new RegExp(`(?<![\\w.])${name}\\b(?!=)`).test(bare));
        if (found.length === 0) return [];
        return statement.endsWith(" import") ? `${statement} ${found.join(", ")}` : statement;
      })
      .join("\n");
  const lost = warnings.map((each) => comment(`- ${each}`));
  const head = [
    comment(introduction),
    ...(lost.length === 0 ? [] : ["#", "# What these models do not say:", ...lost]),
  ].join("\n");
  const parts = [head, used(standard), used(packages[format])].filter((part) => part !== "");
  return {
    files: [{ path: "models.py", content: `${parts.join("\n\n")}\n\n\n${code}\n` }],
    warnings,
  };
}
