import type { DatabaseScripts } from '../tenant/tenant.ts';

/** A custom database's part in making ghosts, for a person. */
export interface ScriptFindings {
    /** Whether Auth0 shows the scripts to this application at all. */
    readonly areReadable: boolean;
    /** Whether the connection is a custom database. */
    readonly isCustomDatabase: boolean;
    /** Whether import mode is on. */
    readonly isImportMode: boolean;
    /** Whether there is a Get User script. */
    readonly hasGetUser: boolean;
    /** Whether Get User may refuse a user who has yet to move: a create then fails, and nothing is left behind. */
    readonly mayRefuse: boolean;
    /** Whether there is a Change Password script. */
    readonly hasChangePassword: boolean;
    /** Whether there is a Delete script. */
    readonly hasDelete: boolean;
    /** What in these scripts makes ghosts, or makes their repair dangerous. */
    readonly advice: readonly string[];
}

/**
 * Reads from the scripts of a connection whether ghosts can come into it.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database (read 2026-08-20)
 */
export function readScriptFindings({
    areReadable,
    isCustomDatabase,
    isImportMode,
    scripts,
}: DatabaseScripts): ScriptFindings {
    const [hasGetUser, hasChangePassword, hasDelete] = ['get_user', 'change_password', 'delete'].map(
        (name) => scripts[name] !== undefined,
    ) as [boolean, boolean, boolean];
    // The class by which a script refuses, as opposed to an error of its own.
    const mayRefuse = isCustomDatabase && scripts['get_user']?.includes('ValidationError') === true;
    const advice: string[] = [];
    if (!areReadable) {
        advice.push(
            'The scripts cannot be seen: grant the scope read:connections_options to the application, since they show what makes ghosts.',
        );
    }
    if (mayRefuse) {
        advice.push(
            'Get User may refuse users who have yet to move. Auth0 answers a create with 400 and the words of the script, and no ghost comes of ' +
                'it: the user moves with the next login.',
        );
    } else if (isCustomDatabase && isImportMode && hasGetUser) {
        advice.push(
            'Import mode is on and there is a Get User script: a user who resets a password before the first login becomes a ghost, and a ' +
                'profile of an old address that Get User gives keeps that address taken.',
        );
    }
    if (isCustomDatabase && isImportMode && !hasChangePassword && !mayRefuse) {
        advice.push(
            'There is no Change Password script, so a reset before the first login is only half done. Add the script, or ask users to ' +
                'log in first.',
        );
    }
    if (isCustomDatabase && !isImportMode) {
        advice.push(
            'Import mode is off, and logins leave profiles that are not imported users. Those who logged in meanwhile are refused by an ' +
                'import after it is turned on.',
        );
    }
    if (isCustomDatabase && hasDelete) {
        advice.push(
            'There is a Delete script: deleting a ghost may run it and delete the user from your own database. Look at the script first.',
        );
    }
    return { areReadable, isCustomDatabase, isImportMode, hasGetUser, mayRefuse, hasChangePassword, hasDelete, advice };
}
