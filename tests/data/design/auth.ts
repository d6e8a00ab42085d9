/** Nothing but signing in, with everything that there is for it. */
export const auth = {
  entities: [],
  auth: ["password", "sessions", "refresh_tokens", "oauth", "magic_links"],
};
