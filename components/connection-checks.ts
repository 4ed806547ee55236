import * as pulumi from '@pulumi/pulumi';
import type { ObservedConnection } from '../migrator/index.ts';
import { checkScripts, type DatabaseScriptTexts } from '../migrator/scripts/check-scripts.ts';
import type { Auth0Tenant } from './auth0-tenant.ts';
import { type DeclaredConnection, findLosses, turnedOnWarning } from './connection-guard.ts';
import type { ImportModeSettings } from './import-mode/import-mode-settings.ts';
import { type MovedBetween, movedNote } from './import-mode/moved-count.ts';
import type { KnownConnection } from './known-connection.ts';
import { Refusal, refusalText } from './refusal.ts';

/**
 * Looks at a connection in Auth0. A tenant that cannot be looked at is the provider's to complain of: nothing is known to be lost then.
 *
 * @returns undefined where there is no such connection, or it cannot be looked at
 * @throws {Refusal} when it cannot be looked at and a lazy migration is to end
 */
export async function observe(
    { credentials, connectionName }: KnownConnection,
    importMode: ImportModeSettings | undefined,
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
        if (importMode?.kind === 'finished' && importMode.isConfirmed !== true) {
            throw new Refusal(
                `Could not read the connection ${connectionName}, so it is unknown whether everybody has moved: ${why}`,
            );
        }
        await pulumi.log.warn(
            `Could not read the connection ${connectionName}, so this preview cannot tell what an update would drop: ${why}`,
            parent,
        );
        return undefined;
    }
}

/**
 * Refuses a connection that is no database.
 *
 * @throws {Refusal} with what to do
 */
export function refuseOtherStrategy(strategy: string, connectionName: string, { tenantName }: Auth0Tenant): void {
    if (strategy === 'auth0') return;
    const message =
        `the connection ${connectionName} of the tenant ${tenantName} has the strategy ${strategy}. Expected a database connection ` +
        '(strategy auth0): users of other strategies live at their identity provider. Give the name or ID of a database, as the dashboard shows it under ' +
        'Authentication > Database; a new one needs another name.';
    throw new Refusal(refusalText('NOT_A_DATABASE_CONNECTION', message));
}

/**
 * Checks scripts, and shows the warnings.
 *
 * @throws {Refusal} with the errors
 */
export function refuseBadScripts(
    scripts: DatabaseScriptTexts,
    hasContext: boolean,
    connectionName: string,
    parent: pulumi.Resource,
): void {
    const findings = checkScripts(scripts, hasContext);
    const say = ({ script, line, code, message }: (typeof findings)[number]): string =>
        `${script}${line === undefined ? '' : `:${line}`} ${code}: ${message}`;
    const warnings = findings.filter(({ level }) => level === 'warning').map(say);
    for (const warning of warnings) void pulumi.log.warn(warning, parent);
    const errors = findings.filter(({ level }) => level === 'error').map(say);
    if (errors.length > 0) {
        throw new Refusal(
            `The scripts of the connection ${connectionName} would fail at Auth0 (docs/script-findings.md):\n${errors.join('\n')}`,
        );
    }
}

/**
 * Refuses an update that would destroy something.
 *
 * @throws {Refusal} with what would be lost
 */
export function refuseLosses(declared: DeclaredConnection, observed: ObservedConnection): void {
    const losses = findLosses(declared, observed);
    if (losses.length > 0) throw new Refusal(losses.join('\n'));
}

/** Shows in a preview what an import mode does, and how far it is. */
export async function showNotes(
    importMode: ImportModeSettings | undefined,
    notes: readonly string[],
    between: MovedBetween,
    observed: ObservedConnection | undefined,
    parent: pulumi.Resource,
): Promise<void> {
    if (!pulumi.runtime.isDryRun()) return;
    const { connectionName: name } = between.target;
    const turnedOn = turnedOnWarning({ name, isImportMode: importMode !== undefined }, observed);
    if (turnedOn !== undefined) await pulumi.log.warn(turnedOn, parent);
    const count = importMode === undefined ? undefined : await movedNote(importMode, between, observed);
    const lines = [...notes, ...(count === undefined ? [] : [count])];
    if (lines.length > 0) await pulumi.log.info(lines.join('\n'), parent);
}
