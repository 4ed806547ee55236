/** Identifiers, each with the flag that says whether it is proven. Auth0 takes the flag back where a call writes another value without it. */
export const PROVEN_IDENTIFIERS = [
    ['email', 'email_verified'],
    ['phone_number', 'phone_verified'],
] as const;
