/** A page that draws what a tool returns. Its source is the folder of its name in src/apps. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** Every picture; a tool names its own. */
export const pictures: readonly Picture[] = [
  {
    name: "plan",
    title: "Plan",
    description:
      "Draws a query plan: where the time goes, wrong estimates, findings on their nodes.",
  },
  {
    name: "matrix",
    title: "Matrix",
    description:
      "Draws who may do what with which table, and where it goes another way than meant.",
  },
  {
    name: "schema",
    title: "Schema",
    description: "Draws tables as boxes and their references as lines.",
  },
];

export const pictureUri = (name: string): string => `ui://neon-dba/${name}`;
