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
 * @throws {pulumi.InputPropertyError} for an address that is not HTTPS, unless it is one of this machine
 */
export function importModeFromHttp(args: ImportModeFromHttpArgs): ImportModeSettings {
    const { headers = {}, checksTakenNames = false, ...settings } = args;
    const carried = (['username', 'phone_number'] as const).filter((field) => settings.fields?.[field] !== undefined);
    for (const name of ['loginUrl', 'getUserUrl'] as const) requireSafeUrl(name, settings[name]);
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

function requireSafeUrl(name: string, text: string): void {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isSafe = url?.protocol === 'https:' || /^(localhost|127\.0\.0\.1)$/.test(url?.hostname ?? '');
    if (isSafe) return;
    throw new pulumi.InputPropertyError({
        propertyPath: name,
        reason: `Expected \`${name}\` to be an address that begins with https:, got \`${text}\`: passwords are sent there.`,
    });
}
