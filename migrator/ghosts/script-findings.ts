import type { DatabaseScripts } from '../tenant/tenant.ts';

/** A custom database's part in making ghosts, for a person. */
export interface ScriptFindings {
    readonly isCustomDatabase: boolean;
    readonly isImportMode: boolean;
    readonly hasGetUser: boolean;
    readonly hasChangePassword: boolean;
    readonly hasDelete: boolean;
    /** What most likely made the ghosts, and how to stop making new ones. */
    readonly advice: readonly string[];
}

/**
 * Reads from the scripts of a connection how ghosts most likely came into it.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database (read 2026-08-20)
 */
export function readScriptFindings({ isCustomDatabase, isImportMode, scripts }: DatabaseScripts): ScriptFindings {
    const [hasGetUser, hasChangePassword, hasDelete] = ['get_user', 'change_password', 'delete'].map(
        (name) => scripts[name] !== undefined,
    ) as [boolean, boolean, boolean];
    const advice: string[] = [];
    if (isCustomDatabase && isImportMode && hasGetUser) {
        advice.push(
            'A password reset that is begun for a user who never logged in makes a ghost here, for Get User returns the profile and ' +
                'nothing is stored until the first login. Once everybody is copied, replace Login and Get User by scripts that call back ' +
                'with null, and leave import mode on.',
        );
    }
    if (isCustomDatabase && isImportMode && !hasChangePassword) {
        advice.push(
            'Without a Change Password script a reset before the first login is only half done. Add the script, or ask users to log in first.',
        );
    }
    if (isCustomDatabase && !isImportMode) {
        advice.push(
            'Import mode is off, and logins leave profiles that are no imported users. Those who logged in meanwhile are refused by an import after it is turned on.',
        );
    }
    if (isCustomDatabase && hasDelete) {
        advice.push(
            'There is a Delete script: deleting a ghost may run it and delete the user from your own database. Look at the script first.',
        );
    }
    if (!isCustomDatabase)
        advice.push(
            'No scripts: ghosts are left over from a time with scripts, or from a sign-up or deletion that broke off.',
        );
    return { isCustomDatabase, isImportMode, hasGetUser, hasChangePassword, hasDelete, advice };
}
