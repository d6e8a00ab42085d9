import pg from "pg";

/** An application with the loops that ORMs make where nobody tells them what to load, in the statements that they send. */

/** Each ORM has tables of its own, so that its statements are only its own. */
export const librarySchema = `
create table authors (id int primary key, name text not null);
create table books (id int primary key, author_id int not null references authors, title text not null);
create index on books (author_id);
create table "User" (id int primary key, email text not null);
create table "Post" (id int primary key, "authorId" int not null references "User", title text not null);
create index on "Post" ("authorId");
create table projects (id uuid primary key, name text not null);
create table tasks (id int primary key, project_id uuid not null, title text not null);
create index on tasks (project_id);
insert into authors select i, 'author ' || i from generate_series(1, 40) i;
insert into books select i, i % 40 + 1, 'book ' || i from generate_series(1, 400) i;
insert into "User" select i, i || '@example.org' from generate_series(1, 8) i;
insert into "Post" select i, i % 8 + 1, 'post ' || i from generate_series(1, 200) i;
insert into projects select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'p' || i from generate_series(1, 30) i;
insert into tasks select i, ('00000000-0000-4000-8000-' || lpad((i % 30 + 1)::text, 12, '0'))::uuid, 't' || i
from generate_series(1, 300) i;
analyze;`;

export type Work = (client: pg.Client) => Promise<void>;

/** Runs one request after the other on a connection of the application. */
export async function serveRequests(url: string, requests: readonly Work[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const request of requests) await request(client);
  } finally {
    await client.end();
  }
}

export const times = (count: number, work: Work): Work[] =>
  Array.from({ length: count }, () => work);

/** Lazy collections of SQLAlchemy over psycopg: the parameter comes first, and has a cast. */
export const sqlalchemy: Work = async (client) => {
  const { rows } = await client.query(
    "SELECT authors.id AS authors_id, authors.name AS authors_name \nFROM authors ORDER BY authors.id \n LIMIT $1::INTEGER OFFSET $2::INTEGER",
    [20, 0],
  );
  for (const { authors_id: id } of rows as { authors_id: number }[])
    await client.query(
      "SELECT books.id AS books_id, books.author_id AS books_author_id, books.title AS books_title FROM books WHERE $1::INTEGER = books.author_id",
      [id],
    );
};

/** `findUnique` of Prisma in a loop: each post's author, once for each post. */
export const prisma: Work = async (client) => {
  const { rows } = await client.query(
    'SELECT "public"."Post"."id", "public"."Post"."authorId", "public"."Post"."title" FROM "public"."Post" WHERE 1=1 ORDER BY "public"."Post"."id" ASC LIMIT $1 OFFSET $2',
    [25, 0],
  );
  for (const { authorId } of rows as { authorId: number }[])
    await client.query(
      'SELECT "public"."User"."id", "public"."User"."email" FROM "public"."User" WHERE ("public"."User"."id" = $1 AND 1=1) LIMIT $2 OFFSET $3',
      [authorId, 1, 0],
    );
};

/** A select of Drizzle in a loop, over columns that no foreign key joins. */
export const drizzle: Work = async (client) => {
  const { rows } = await client.query(
    'select "id", "name" from "projects" order by "projects"."name" limit $1',
    [15],
  );
  for (const { id } of rows as { id: string }[])
    await client.query(
      'select "id", "project_id", "title" from "tasks" where "tasks"."project_id" = $1',
      [id],
    );
};

/** A counter for each row. */
export const counting: Work = async (client) => {
  const { rows } = await client.query("select name, id from authors where id <= $1", [30]);
  for (const { id } of rows as { id: number }[])
    await client.query("select count(*) from books where author_id = $1", [id]);
};

/** The identity map of SQLAlchemy: each author once for a page of books, however many of the books are theirs. */
export const identityMap: Work = async (client) => {
  const first = Math.floor(Math.random() * 340);
  const { rows } = await client.query(
    "SELECT books.author_id, books.title FROM books WHERE books.id > $1 LIMIT 50",
    [first],
  );
  const ids = new Set((rows as { author_id: number }[]).map(({ author_id: id }) => id));
  for (const id of ids)
    await client.query(
      "SELECT authors.name AS authors_name, authors.id AS authors_id FROM authors WHERE authors.id = $1::INTEGER",
      [id],
    );
};
