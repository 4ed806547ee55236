/**
 * The port to the mails by which users of one connection set a new password: has Auth0 write one to an address.
 *
 * Auth0 answers alike whether it knows the address or not. An implementation makes the one call; it never repeats it.
 *
 * @throws `TENANT_UNREACHABLE` (retryable), `REQUEST_REFUSED`; `nothingHappened` says whether it is certain that nobody was mailed
 */
export type RequestPasswordMail = (email: string) => Promise<void>;
