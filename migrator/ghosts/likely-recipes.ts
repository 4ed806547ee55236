import type { GetUserAnswer } from './ask-get-user.ts';
import type { ScriptFindings } from './script-findings.ts';

/**
 * A way in which ghosts come about, with the way to make no more of them.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database (read 2026-08-20)
 * @see https://community.auth0.com/t/120220
 * @see https://community.auth0.com/t/90646
 */
export const GHOST_RECIPES = {
    'reset-without-login': {
        made: 'a password reset was begun or completed, and no login followed',
        stop: 'Once everybody is copied, replace Login and Get User by scripts that call back with null, and leave import mode on.',
    },
    'login-without-import-mode': {
        made: 'the user logged in while import mode was off',
        stop: 'Turn import mode on before users log in through the connection, and never off again.',
    },
    'deleted-in-auth0-only': {
        made: 'the user was deleted from Auth0 and is still in your own database',
        stop: 'Delete users from your own database first, or in the same step.',
    },
    'create-while-get-user-answers': {
        made: 'the user was created or signed up while Get User still knew the address',
        stop: 'Let users of your own database log in instead of creating them, or take them out of what Get User finds.',
    },
    'stale-get-user': {
        made: 'Get User gives a profile whose address is another one by now',
        stop: 'Make Get User look only for the address that it is asked for, in data that follows changes of address.',
    },
    'profile-in-the-way': {
        made: 'a login brought a profile whose username or phone number another user of the connection has',
        stop: 'Correct the username or phone number in your own database, or leave it out of what the scripts give.',
    },
    'broken-off': {
        made: 'a sign-up or a deletion broke off, or the connection had scripts at another time',
        stop: 'Nothing makes more of them now.',
    },
} as const;

/** The name of a way in which ghosts come about. */
export type GhostRecipe = keyof typeof GHOST_RECIPES;

/**
 * Says which recipes most likely made a ghost, by the scripts of its connection and what Get User says of its address.
 *
 * @returns the likeliest first; none where the scripts cannot be seen
 */
export function likelyRecipes(
    { areReadable, isCustomDatabase, isImportMode, hasGetUser, hasChangePassword }: ScriptFindings,
    answer: GetUserAnswer,
): readonly GhostRecipe[] {
    if (!areReadable) return [];
    if (!isCustomDatabase) return ['broken-off'];
    if (!isImportMode) return ['login-without-import-mode'];
    switch (answer) {
        case 'stale':
            return ['stale-get-user', 'create-while-get-user-answers'];
        case 'in-the-way':
            return ['profile-in-the-way', 'reset-without-login'];
        case 'knows':
            return ['reset-without-login', 'deleted-in-auth0-only', 'create-while-get-user-answers'];
        case 'nobody':
            // Whatever made it is over: only what stays behind when the scripts have gone is left.
            return ['login-without-import-mode', 'broken-off'];
        case 'failed':
        case 'not-asked':
            if (!hasGetUser) return ['login-without-import-mode', 'broken-off'];
            return hasChangePassword
                ? ['reset-without-login', 'deleted-in-auth0-only', 'create-while-get-user-answers', 'stale-get-user']
                : ['reset-without-login', 'create-while-get-user-answers', 'deleted-in-auth0-only', 'stale-get-user'];
    }
}
