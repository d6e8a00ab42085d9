/** The lists of a description, in the order in which pages go through them. */
export const lists = ["tables", "views", "enums", "types", "sequences", "functions"] as const;
export type List = (typeof lists)[number];
