import type * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { ObservedConnection } from '../migrator/index.ts';
import { checkScripts, type DatabaseScriptTexts } from '../migrator/scripts/check-scripts.ts';
import { findLosses } from './connection-guard.ts';
import type { KnownConnection } from './known-connection.ts';

/**
 * Looks at a connection before anything of it is declared.
 *
 * @returns undefined where there is none, and where the tenant cannot be looked at: that is the provider's to complain of, and nothing is known to be
 * lost then
 */
export async function observe(
    { credentials, connectionName }: KnownConnection,
    parent: pulumi.Resource,
): Promise<ObservedConnection | undefined> {
    try {
        const { observeConnection } = await import('auth0-user-migration/migrator');
        const observed = await observeConnection(credentials, connectionName);
        if (observed !== undefined && observed.options === undefined) {
            throw new Error('Auth0 hides its options. Grant read:connections_options to the application.');
        }
        return observed;
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        await pulumi.log.warn(
            `Could not read the connection ${connectionName}, so this preview cannot tell what an update would drop: ${why}`,
            parent,
        );
        return undefined;
    }
}

/**
 * Shows what is wrong with the scripts of a connection.
 *
 * @throws {pulumi.RunError} when one of them would fail at Auth0
 */
export function refuseBadScripts(scripts: DatabaseScriptTexts, connectionName: string, parent: pulumi.Resource): void {
    const findings = checkScripts(scripts);
    const say = ({ script, line, code, message }: (typeof findings)[number]): string =>
        `${script}${line === undefined ? '' : `:${line}`} ${code}: ${message}`;
    const warnings = findings.filter(({ level }) => level === 'warning').map(say);
    for (const warning of warnings) void pulumi.log.warn(warning, parent);
    const errors = findings.filter(({ level }) => level === 'error').map(say);
    if (errors.length > 0) {
        throw new pulumi.RunError(
            `The scripts of the connection ${connectionName} would fail at Auth0 (docs/script-findings.md):\n${errors.join('\n')}`,
        );
    }
}

/** What a program declares of a connection, as far as an update could drop something of it. */
export interface DeclaredParts {
    readonly name: string;
    readonly options: auth0.types.input.ConnectionOptions;
    readonly isCustomDatabase: boolean;
    readonly isImportMode: boolean;
    /** Names of the values in `configuration`. */
    readonly configurationNames: readonly string[];
    readonly dropOptions: readonly string[];
}

/**
 * Refuses an update that would destroy something of a connection.
 *
 * @throws {pulumi.RunError} with every loss
 */
export function refuseLosses({ options, ...declared }: DeclaredParts, observed: ObservedConnection): void {
    const own = declared.isCustomDatabase ? ['enabledDatabaseCustomization', 'importMode', 'customScripts'] : [];
    const losses = findLosses({ ...declared, optionNames: [...Object.keys(options), ...own] }, observed);
    if (losses.length > 0) throw new pulumi.RunError(losses.join('\n'));
}
