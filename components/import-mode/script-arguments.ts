import type { BeforeFirstLogin, ScriptPolicy } from '../../migrator/scripts/import-scripts.ts';

/** What all generated scripts take. */
export interface ImportModePolicy extends Omit<ScriptPolicy, 'target'> {
    /**
     * What happens when somebody signs up, resets a password or is created with an address that the source has and Auth0 does not yet.
     *
     * - `refuse`: they are told to log in. No ghost can come about. A forgotten password is reset at the source.
     * - `answer`: they get what the source has; a password can be reset before the first login. A user who does not log in afterwards is a ghost.
     *
     * @default 'refuse'
     */
    readonly beforeFirstLogin?: BeforeFirstLogin;
    /**
     * Whether Login looks, before a user moves, if another one has the username or phone number: Auth0 would keep a ghost. It costs a call of the
     * Management API for each user who moves, and a client of the target tenant, which is made for it.
     *
     * @default false
     */
    readonly checksTakenNames?: boolean;
}

/** Says what ghosts these scripts allow. */
export function ghostNotes(
    { beforeFirstLogin = 'refuse', checksTakenNames = false }: ImportModePolicy,
    carriedNames: readonly string[],
): readonly string[] {
    const carried = checksTakenNames ? [] : carriedNames;
    const causes = [
        ...(beforeFirstLogin === 'answer'
            ? ['reset-without-login', 'create-while-get-user-answers', 'deleted-in-auth0-only']
            : []),
        ...(carried.length > 0 ? ['profile-in-the-way'] : []),
    ];
    if (causes.length === 0) return ['Ghosts: these scripts allow none.'];
    const why = [
        ...(beforeFirstLogin === 'answer'
            ? ["Get User answers before the first login (`beforeFirstLogin: 'answer'`)"]
            : []),
        ...(carried.length > 0
            ? [`${carried.join(' and ')} move too, and another user may have them already (\`checksTakenNames\`)`]
            : []),
    ];
    return [`Ghosts: these scripts allow ${causes.join(', ')}, for ${why.join(', and ')}. See docs/ghosts.md.`];
}
