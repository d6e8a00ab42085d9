import { expect, test } from "vitest";
import { designTables } from "../../../../../src/schema/design/design-tables.ts";
import { drawErd } from "../../../../../src/schema/design/erd/draw-erd.ts";
import { drawSchema } from "../../../../../src/schema/design/erd/draw-schema.ts";
import { readModel } from "../../../../../src/schema/design/read-model.ts";

const library = designTables(
  readModel({
    entities: [
      {
        name: "books",
        attributes: [
          { name: "isbn", type: "text", unique: true },
          { name: "price", type: "numeric(10,2)" },
        ],
      },
      { name: "covers", attributes: [] },
      { name: "readers", attributes: [] },
    ],
    relationships: [
      { from: "covers", to: "books", kind: "one_to_one" },
      { from: "books", to: "books", kind: "many_to_one", name: "sequel", required: false },
      { from: "books", to: "readers", kind: "many_to_many", on_delete: "cascade" },
    ],
    access_patterns: [],
  }),
);

test("columns have their types and keys, references their cardinalities", () => {
  expect(drawErd(drawSchema(library.tables, []))).toMatchInlineSnapshot(`
    "erDiagram
      "books" {
        uuid id PK
        uuid sequel_id FK
        text isbn UK
        numeric(10_2) price
        timestamptz created_at
        timestamptz updated_at
      }
      "covers" {
        uuid id PK
        uuid book_id FK, UK
        timestamptz created_at
        timestamptz updated_at
      }
      "readers" {
        uuid id PK
        timestamptz created_at
        timestamptz updated_at
      }
      "book_readers" {
        uuid book_id PK, FK
        uuid reader_id PK, FK
        timestamptz created_at
      }
      "books" }o..o| "books" : "sequel_id"
      "covers" |o..|| "books" : "book_id"
      "book_readers" }o--|| "books" : "book_id"
      "book_readers" }o--|| "readers" : "reader_id""
  `);
});

test("a table knows its indexes, a reference whether it is required, single and part of the key", () => {
  const sql = "CREATE INDEX books_price_idx ON public.books (price)";
  const drawn = drawSchema(library.tables, [{ sql }]);
  const names = drawn.tables.map(({ name }) => name);
  expect(drawn.tables[names.indexOf("books")]?.indexes).toEqual(["(price)"]);
  expect(drawn.tables.flatMap(({ indexes }) => indexes)).toHaveLength(1);
  const shape = drawn.references.map(({ from, to, required, single, identifying, onDelete }) => [
    `${names[from]} ${names[to]}`,
    { required, single, identifying, onDelete },
  ]);
  const plain = { required: true, single: false, identifying: false, onDelete: "RESTRICT" };
  expect(Object.fromEntries(shape)).toEqual({
    "covers books": { ...plain, single: true },
    "books books": { ...plain, required: false },
    "book_readers books": { ...plain, identifying: true, onDelete: "CASCADE" },
    "book_readers readers": { ...plain, identifying: true, onDelete: "CASCADE" },
  });
});
