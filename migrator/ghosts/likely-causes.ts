import type { GetUserAnswer } from './ask-get-user.ts';
import type { ScriptFindings } from './script-findings.ts';

/**
 * A way in which ghosts come about, with the way to make no more of them.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database (read 2026-08-20)
 * @see https://community.auth0.com/t/120220
 * @see https://community.auth0.com/t/90646
 */
export const GHOST_CAUSES = {
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
        made: 'Get User returns a profile whose address has changed',
        stop: 'Make Get User look only for the address that it is asked for, in data that follows changes of address.',
    },
    'profile-in-the-way': {
        made: 'a login returned a profile with the username or phone number of another user of the connection',
        stop: 'Correct the username or phone number in your own database, or leave it out of what the scripts give.',
    },
    'broken-off': {
        made: 'a sign-up or a deletion broke off, or the connection had scripts at another time',
        stop: 'No more of them are being made.',
    },
} as const;

/** The name of a way in which ghosts come about. */
export type GhostCause = keyof typeof GHOST_CAUSES;

/**
 * Says which causes most likely made a ghost, by the scripts of its connection, what Get User says of its address, and what the
 * tenant log remembers of it.
 *
 * @param logTypes - types of log events; undefined where the log may not be read
 * @returns the likeliest first; none where the scripts cannot be seen
 * @see https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes (read 2026-08-20)
 */
export function likelyCauses(
    findings: ScriptFindings,
    answer: GetUserAnswer,
    logTypes: readonly string[] = [],
): readonly GhostCause[] {
    const possible = causesByScripts(findings, answer);
    const remembered = LOGGED.flatMap(([types, causes]) =>
        types.some((type) => logTypes.includes(type)) ? causes : [],
    );
    return [...new Set([...remembered.filter((cause) => possible.includes(cause)), ...possible])];
}

/** What the tenant log shows of a cause: a password reset, a refused sign-up, a login whose profile is gone. */
const LOGGED: readonly (readonly [types: readonly string[], causes: readonly GhostCause[]])[] = [
    [['scp', 'scpr', 'scpn'], ['reset-without-login']],
    [['fs'], ['create-while-get-user-answers']],
    [['s'], ['deleted-in-auth0-only', 'login-without-import-mode']],
];

const WHILE_GET_USER_KNOWS: readonly GhostCause[] = [
    'reset-without-login',
    'create-while-get-user-answers',
    'deleted-in-auth0-only',
    'login-without-import-mode',
];

function causesByScripts(
    { areReadable, isCustomDatabase, isImportMode, hasGetUser }: ScriptFindings,
    answer: GetUserAnswer,
): readonly GhostCause[] {
    if (!areReadable) return [];
    if (!isCustomDatabase) return ['broken-off'];
    if (!isImportMode) return ['login-without-import-mode'];
    switch (answer) {
        case 'stale':
            return ['stale-get-user', 'create-while-get-user-answers'];
        case 'in-the-way':
            return ['profile-in-the-way', 'reset-without-login'];
        case 'knows':
            return [...WHILE_GET_USER_KNOWS];
        case 'nobody':
        case 'refuses':
            // Whatever made it is over: what the scripts said at that time is not known.
            return ['login-without-import-mode', 'reset-without-login', 'broken-off'];
        case 'failed':
        case 'not-asked':
            if (!hasGetUser) return ['login-without-import-mode', 'reset-without-login', 'broken-off'];
            return [...WHILE_GET_USER_KNOWS, 'stale-get-user'];
    }
}
