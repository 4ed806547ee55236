import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import type { DatabaseScriptName } from '../../migrator/scripts/import-scripts.ts';
import { Refusal } from '../refusal.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';

/** Files of one's own scripts, from the project's folder. */
export interface ImportModeScriptsArgs {
    /** Called for a user whom Auth0 does not have yet. */
    readonly login: string;
    /** Tells whether the source has a user. */
    readonly getUser: string;
    /**
     * Called for a sign-up.
     *
     * @default none
     */
    readonly create?: string;
    /**
     * Called when a user has verified the address.
     *
     * @default none
     */
    readonly verify?: string;
    /**
     * Called when a user has chosen another password.
     *
     * @default none
     */
    readonly changePassword?: string;
    /**
     * Called when a user is deleted.
     *
     * @default none
     */
    readonly delete?: string;
    /**
     * Called when an address changes.
     *
     * @default none
     */
    readonly changeEmail?: string;
    /**
     * Called when a username changes.
     *
     * @default none
     */
    readonly changeUsername?: string;
    /**
     * Called when a phone number changes.
     *
     * @default none
     */
    readonly changePhoneNumber?: string;
    /** Values that the scripts read as `configuration`; kept as secrets. */
    readonly configuration?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

const NAMES: Readonly<Record<Exclude<keyof ImportModeScriptsArgs, 'configuration'>, DatabaseScriptName>> = {
    login: 'login',
    getUser: 'get_user',
    create: 'create',
    verify: 'verify',
    changePassword: 'change_password',
    delete: 'delete',
    changeEmail: 'change_email',
    changeUsername: 'change_username',
    changePhoneNumber: 'change_phone_number',
};

/**
 * Moves users as they log in, by scripts of one's own, which are checked in the preview.
 *
 * @param args - paths of the scripts
 * @throws {Refusal} when a file cannot be read
 */
export function importModeScripts(args: ImportModeScriptsArgs): ImportModeSettings {
    const { configuration, ...files } = args;
    const scripts = Object.fromEntries(
        Object.entries(files).map(([name, file]): [string, string] => [NAMES[name as keyof typeof NAMES], read(file)]),
    );
    return {
        kind: 'scripts',
        declare: () => ({
            scripts,
            configuration,
            notes: ['Users move as they log in, by scripts of your own.'],
        }),
    };
}

// The same text from every machine: without a byte order mark, and with line ends that Git does not change.
function read(file: string): string {
    let bytes: Buffer;
    try {
        bytes = readFileSync(file);
    } catch (error) {
        const { code = String(error) } = error as NodeJS.ErrnoException;
        throw new Refusal(
            `The script ${file} cannot be read (${code}). Paths are from the project's folder, ${process.cwd()}.`,
        );
    }
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
    } catch {
        throw new Refusal(`The script ${file} is not UTF-8. Save it as UTF-8: Auth0 would get other characters.`);
    }
}
