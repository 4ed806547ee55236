import * as pulumi from '@pulumi/pulumi';
import { type HttpSourceSettings, httpSourceScripts } from '../../migrator/scripts/http-scripts.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';
import { ghostNotes, type ImportModePolicy } from './script-arguments.ts';
import { lookForTakenNames } from './taken-names.ts';

/** How users move from a web service. */
export interface ImportModeFromHttpArgs
    extends ImportModePolicy,
        Pick<HttpSourceSettings, 'loginUrl' | 'getUserUrl' | 'fields'> {
    /**
     * Headers of each request; their values are kept in `configuration`, as secrets.
     *
     * @default none
     */
    readonly headers?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Moves the users of a web service as they log in.
 *
 * @param args - the service, and how users move
 * @throws {pulumi.InputPropertyError} for an address that is not HTTPS, unless it is one of this machine; for `fields` without `user_id` or `email`
 */
export function importModeFromHttp(args: ImportModeFromHttpArgs): ImportModeSettings {
    const { headers = {}, checksTakenNames = false, ...settings } = args;
    const carried = (['username', 'phone_number'] as const).filter((field) => settings.fields?.[field] !== undefined);
    for (const name of ['loginUrl', 'getUserUrl'] as const) requireSafeUrl(name, settings[name]);
    requireIdAndAddress(settings.fields);
    const names = Object.keys(headers).map((header): [string, string] => [
        header,
        `SOURCE_${header.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
    ]);
    return {
        kind: 'http',
        declare(connection) {
            const taken = lookForTakenNames(connection, checksTakenNames && carried.length > 0);
            const values = Object.fromEntries(names.map(([header, name]) => [name, headers[header] ?? '']));
            return {
                scripts: taken.policy.apply((policy) =>
                    httpSourceScripts({ ...settings, ...policy, headers: Object.fromEntries(names) }),
                ),
                configuration: { ...values, ...taken.configuration },
                notes: [
                    `Users of ${new URL(settings.loginUrl).host} move as they log in.`,
                    "All their logins come from Auth0's own addresses: exempt these (`auth0.getOutboundIps`) from its limits per address.",
                    ...ghostNotes(args, carried),
                ],
            };
        },
    };
}

// Without them Login moves nobody, and Get User knows nobody, so that others can sign up with these addresses.
function requireIdAndAddress(fields: ImportModeFromHttpArgs['fields']): void {
    const missing = (['user_id', 'email'] as const).find(
        (field) => fields !== undefined && fields[field] === undefined,
    );
    if (missing === undefined) return;
    throw new pulumi.InputPropertyError({
        propertyPath: 'fields',
        reason: `Expected \`fields\` to say where \`${missing}\` stands in an answer, got nothing: it replaces the default as a whole.`,
    });
}

function requireSafeUrl(name: string, text: string): void {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isSafe = url?.protocol === 'https:' || /^(localhost|127\.0\.0\.1)$/.test(url?.hostname ?? '');
    if (isSafe) return;
    throw new pulumi.InputPropertyError({
        propertyPath: name,
        reason: `Expected \`${name}\` to be an address that begins with https:, got \`${text}\`: passwords are sent there.`,
    });
}
