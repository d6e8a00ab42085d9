const entity = (name: string, more: object = {}) => ({ name, ...more });
const text = (name: string, more: object = {}) => ({ name, type: "text", ...more });
const long = (letter: string): string => `${"a".repeat(63)}${letter}`;

/** Models that cannot be, and what is said of each. */
export const badModels: readonly (readonly [title: string, model: unknown, said: RegExp])[] = [
  ["nothing", {}, /^model.entities: there is nothing to design/],
  ["no object", "tables", /model.*must be an object/],
  [
    "a field that is written otherwise",
    { entities: [entity("a", { softDelete: true })] },
    /^model\.entities\[0\]\.softDelete: there is no such field\. Did you mean `soft_delete`\?$/,
  ],
  [
    "a field of an attribute",
    { entities: [entity("a", { attributes: [text("b", { nullable: true })] })] },
    /^model\.entities\[0\]\.attributes\[0\]\.nullable: there is no such field\. There are name, type/,
  ],
  [
    "a word that is none of the options",
    { entities: [entity("a")], relationships: [{ from: "a", to: "a", kind: "many_to_on" }] },
    /^model\.relationships\[0\]\.kind: .*Write one of "many_to_one", "one_to_one", "many_to_many"\.$/,
  ],
  [
    "an unknown entity",
    {
      entities: [entity("tasks"), entity("users")],
      relationships: [{ from: "tasks", to: "user", kind: "many_to_one" }],
    },
    /^model\.relationships\[0\]\.to: there is no entity `user`\. Did you mean `users`\?$/,
  ],
  [
    "an unknown entity of a pattern",
    { entities: [entity("tasks")], access_patterns: [{ name: "x", entity: "bookings" }] },
    /^model\.access_patterns\[0\]\.entity: there is no entity `bookings`\. There are tasks\.$/,
  ],
  [
    "an unknown attribute of a pattern",
    {
      entities: [entity("tasks", { attributes: [text("title")] })],
      access_patterns: [{ name: "x", entity: "tasks", equals: ["titel"] }],
    },
    /^model\.access_patterns\[0\]\.equals\[0\]: there is no attribute or relationship of tasks `titel`\. Did you mean `title`\?$/,
  ],
  [
    "an unknown attribute to sort by",
    {
      entities: [entity("tasks")],
      access_patterns: [{ name: "x", entity: "tasks", sort: [{ by: "created" }] }],
    },
    /access_patterns\[0\]\.sort\[0\]\.by: .*`created`/,
  ],
  [
    "an unknown member of what is unique",
    {
      entities: [entity("tasks", { attributes: [text("title")], unique: [["title", "project"]] })],
    },
    /^model\.entities\[0\]\.unique\[0\]\[1\]: there is no attribute or relationship of tasks `project`/,
  ],
  [
    "a cycle of required references",
    {
      entities: [entity("users"), entity("teams"), entity("posts")],
      relationships: [
        { from: "users", to: "teams", kind: "many_to_one" },
        { from: "teams", to: "posts", kind: "one_to_one" },
        { from: "posts", to: "users", kind: "many_to_one" },
      ],
    },
    /^model\.relationships\[2\]\.required: required references go round in a cycle: users -> teams -> posts -> users, .*Write `required: false` for one of them\.$/,
  ],
  [
    "a required reference to itself",
    {
      entities: [entity("folders")],
      relationships: [{ from: "folders", to: "folders", kind: "many_to_one", name: "parent" }],
    },
    /^model\.relationships\[0\]\.required: .*folders -> folders/,
  ],
  [
    "an over-long name",
    { entities: [entity("b".repeat(64))] },
    /^model\.entities\[0\]\.name: `b+` has 64 bytes, of which Postgres keeps 63\. Shorten it/,
  ],
  [
    "letters of several bytes",
    { entities: [entity("ä".repeat(32))] },
    /has 64 bytes, of which Postgres keeps 63/,
  ],
  [
    "names that are the same when they are cut",
    { entities: [entity(long("x")), entity(long("y"))] },
    /2 places are wrong:[^]*entities\[1\]\.name: .*then it is the same as entities\[0\]\.name/,
  ],
  [
    "names that are stored alike",
    { entities: [entity("OrderItem"), entity("order_item")] },
    /^model\.entities\[1\]\.name: `order_item` is stored as `order_item`, as entities\[0\]\.name is/,
  ],
  [
    "attributes that are stored alike",
    { entities: [entity("a", { attributes: [text("dueAt"), text("due at")] })] },
    /^model\.entities\[0\]\.attributes\[1\]\.name: `due at` is stored as `due_at`, as entities\[0\]\.attributes\[0\]\.name is/,
  ],
  [
    "a name of no letters",
    { entities: [entity("--")] },
    /entities\[0\]\.name: `--` has neither letters nor digits/,
  ],
  [
    "a name that begins with a digit",
    { entities: [entity("2fa")] },
    /entities\[0\]\.name: `2fa` begins with a digit/,
  ],
  [
    "an enum without values",
    { entities: [entity("a", { attributes: [{ name: "status", type: "enum" }] })] },
    /^model\.entities\[0\]\.attributes\[0\]\.values: an enum without values/,
  ],
  [
    "a value twice",
    {
      entities: [
        entity("a", { attributes: [{ name: "status", type: "enum", values: ["a", "a"] }] }),
      ],
    },
    /attributes\[0\]\.values\[1\]: `a` is listed twice/,
  ],
  [
    "values of what is no enum",
    { entities: [entity("a", { attributes: [text("status", { values: ["a"] })] })] },
    /attributes\[0\]\.values: values belong to the type enum, and this is text/,
  ],
  [
    "set null on a required relationship",
    {
      entities: [entity("a"), entity("b")],
      relationships: [{ from: "a", to: "b", kind: "many_to_one", on_delete: "set null" }],
    },
    /^model\.relationships\[0\]\.on_delete: a required reference cannot be set to null\. Write `required: false`/,
  ],
  [
    "set null in a table that joins",
    {
      entities: [entity("a"), entity("b")],
      relationships: [{ from: "a", to: "b", kind: "many_to_many", on_delete: "set null" }],
    },
    /relationships\[0\]\.on_delete: a row that joins two/,
  ],
  [
    "two relationships of one name",
    {
      entities: [entity("posts"), entity("users")],
      relationships: [
        { from: "posts", to: "users", kind: "many_to_one" },
        { from: "posts", to: "users", kind: "many_to_one" },
      ],
    },
    /^model\.relationships\[1\]\.name: `posts` would have two columns `user_id`, as relationships\[0\] makes one/,
  ],
  [
    "the column of a relationship as an attribute",
    {
      entities: [
        entity("posts", { attributes: [{ name: "author_id", type: "uuid" }] }),
        entity("users"),
      ],
      relationships: [{ from: "posts", to: "users", kind: "many_to_one", name: "author" }],
    },
    /^model\.relationships\[0\]\.name: the attribute `author_id` is listed too\. Leave the attribute out of `posts`/,
  ],
  [
    "a key of another type",
    { entities: [entity("a", { attributes: [text("id")] })] },
    /^model\.entities\[0\]\.attributes\[0\]\.type: the design makes the column `id` itself, and not as text/,
  ],
  [
    "a setting of one part",
    { entities: [entity("tenants")], tenancy: { entity: "tenants", setting: "tenant" } },
    /^model\.tenancy\.setting: a setting of one's own has a name of two parts/,
  ],
  [
    "an unknown tenant",
    { entities: [entity("a")], tenancy: { entity: "tenants" } },
    /^model\.tenancy\.entity: there is no entity `tenants`/,
  ],
  [
    "an entity that auth makes",
    { entities: [entity("Sessions")], auth: ["sessions"] },
    /^model\.entities\[0\]\.name: `auth` makes a table `sessions` itself/,
  ],
];
