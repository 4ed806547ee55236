/** A user as Auth0 exports it, or as an import file holds it. */
export type UserRecord = Readonly<Record<string, unknown>>;
