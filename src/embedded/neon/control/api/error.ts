/** An answer in the form of Neon's errors. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, message: string, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const notFound = (what: string): ApiError =>
  new ApiError(404, `${what} not found`, `${what.toUpperCase()}_NOT_FOUND`);

/** Safe to try again. The words are Neon's. */
export const locked = (): ApiError =>
  new ApiError(
    423,
    "project already has running conflicting operations, scheduling of new ones is prohibited",
    "RUNNING_OPERATIONS",
  );

/** The request is of the right form, and the rules forbid it. */
export const refused = (message: string): ApiError => new ApiError(422, message);

export const invalid = (message: string): ApiError => new ApiError(400, message, "BAD_REQUEST");
