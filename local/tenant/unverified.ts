/**
 * What Auth0 does is not known for certain here, and a migration comes out differently by it. The tenant does the likelier thing; each of these
 * makes it do the other.
 */
export const UNVERIFIED = {
    'delete-keeps-profile': 'DELETE /connections/{id}/users?email= removes the identity row alone; the profile stays',
    'duplicate-id-conflicts': 'POST /users answers 409 for a user_id that another connection has',
    'file-counts-alone': 'the 512,000 bytes of an import are those of its users file, not of the whole body',
    'location-without-scheme': 'the location of an export begins with its host',
    'shared-id-keeps-assignments': 'roles and the like stay while another connection has a user with this ID',
    'shared-id-reaches-newer': 'a call by ID acts on the newer of two users with this ID',
    'upsert-clears-absent': 'an upsert clears what it may write and the file does not name',
    'upsert-matches-user-id': "an upsert finds users by user_id too, as a flag that Auth0's support can set makes it",
    'upsert-resets-verified': 'an upsert without email_verified makes it false',
} as const;

/** The name of one of them. */
export type UnverifiedChoice = keyof typeof UNVERIFIED;

/** Those that were chosen. */
export type UnverifiedChoices = ReadonlySet<UnverifiedChoice>;

/**
 * Reads the names that were chosen.
 *
 * @throws {RangeError} for a name that there isn't
 */
export function unverifiedChoices(names: readonly string[]): UnverifiedChoices {
    for (const name of names)
        if (!Object.hasOwn(UNVERIFIED, name))
            throw new RangeError(
                `Expected \`unverified\` to name some of ${Object.keys(UNVERIFIED).join(', ')}, got ${name}`,
            );
    return new Set(names as UnverifiedChoice[]);
}
