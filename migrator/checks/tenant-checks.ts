import { type AssignmentKind, asksForAssignments } from '../assignments/assignment-kinds.ts';
import type { CheckedDefinition } from '../definition.ts';
import { isMigrationError, MigrationError, withSubject } from '../errors.ts';
import { checkReplacement } from '../replacement/check-replacement.ts';
import { asksToReplace } from '../replacement/replaces-source-users.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import { findDatabase } from '../tenant/find-database.ts';
import type { Connection, Tenant } from '../tenant/tenant.ts';
import type { Finding } from './finding.ts';
import { checkScopes } from './scopes.ts';

/** One endpoint of a migration before it is checked. */
export interface Endpoint {
    readonly tenant: Tenant;
    readonly connectionName: string;
}

/** What a migration finds at its endpoints. */
export interface CheckedEndpoints {
    readonly source: Connection | undefined;
    readonly target: Connection | undefined;
    /** Everything that forbids the run, in the order of its discovery; empty when nothing does. */
    readonly refusals: readonly MigrationError[];
    /** What is worth knowing and forbids nothing. */
    readonly findings: readonly Finding[];
}

/**
 * Checks both endpoints of a migration, and collects every reason not to start instead of stopping at the first.
 *
 * @param source - undefined where the users come from a file
 * @param target - undefined while the target connection is still to be made, as in the first preview
 * @param assignments - what the plan counts beside profiles
 * @returns the connections with `TENANT_UNREACHABLE`, `TENANT_UNAUTHORIZED`, `MISSING_SCOPES`, `CONNECTION_NOT_FOUND`,
 * `NOT_A_DATABASE_CONNECTION`, `CUSTOM_DATABASE_WITHOUT_IMPORT_MODE`, `EMAILS_NOT_UNIQUE`, `SAME_CONNECTION`, `ID_POLICY_REFUSED`, `SOURCE_HAS_DELETE_SCRIPT` as refusals
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export async function checkEndpoints(
    source: Endpoint | undefined,
    target: Endpoint | undefined,
    definition: CheckedDefinition,
    assignments: readonly AssignmentKind[] = asksForAssignments(definition),
): Promise<CheckedEndpoints> {
    const refusals: MigrationError[] = [];
    const findings: Finding[] = [];
    const isSameTenant = source !== undefined && target !== undefined && source.tenant.domain === target.tenant.domain;
    const isReplacing = isSameTenant && asksToReplace(definition);
    const collect = async (endpoint: Endpoint, role: EndpointRole) => {
        try {
            const granted = await endpoint.tenant.grantedScopes();
            findings.push(
                ...checkScopes(granted, role, { definition, assignments, isReplacing }, endpoint.tenant.domain),
            );
            return await findDatabase(endpoint.tenant, endpoint.connectionName, role);
        } catch (error) {
            if (!isMigrationError(error)) throw error;
            refusals.push(withSubject(error, role));
            return undefined;
        }
    };
    const sourceConnection = source === undefined ? undefined : await collect(source, 'source');
    const targetConnection = target === undefined ? undefined : await collect(target, 'target');

    if (isSameTenant && source.connectionName === target.connectionName) {
        refusals.push(
            new MigrationError(
                'SAME_CONNECTION',
                `Source and target are the same connection, ${target.connectionName} of ${target.tenant.domain}. Expected two different ones.`,
                { subject: 'target' },
            ),
        );
    }
    if (isReplacing) {
        if (sourceConnection !== undefined && targetConnection !== undefined) {
            refusals.push(
                ...(await checkReplacement(
                    definition,
                    { kind: 'connection', tenant: source.tenant, connection: sourceConnection },
                    { kind: 'connection', tenant: target.tenant, connection: targetConnection },
                )),
            );
        }
    } else if (isSameTenant && definition.userIds.policy === 'retain') {
        refusals.push(
            new MigrationError(
                'ID_POLICY_REFUSED',
                `\`userIds: { policy: 'retain' }\` inside one tenant (${target.tenant.domain}) would give every ID to two users, and calls by ` +
                    "ID could hit either of them. Say 'regenerate' or 'prefix', or add `whenSameTenant: 'replace-source-users'`, which deletes each user of the " +
                    'source once its copy is in the target.',
            ),
        );
    }
    if (targetConnection?.isCustomDatabase === true && !targetConnection.isImportMode) {
        refusals.push(
            new MigrationError(
                'CUSTOM_DATABASE_WITHOUT_IMPORT_MODE',
                `The target connection ${targetConnection.name} is a custom database without import mode, and Auth0 cannot import into such a ` +
                    'connection. Turn on its import mode, or use a connection without scripts.',
                { subject: 'target' },
            ),
        );
    }
    if (targetConnection?.rules?.isEmailUnique === false) {
        refusals.push(
            new MigrationError(
                'EMAILS_NOT_UNIQUE',
                `The target connection ${targetConnection.name} allows several users with one e-mail address (\`attributes.email.unique: false\`), and ` +
                    'import jobs match users by address. Nothing was sent. Use a connection whose addresses are unique.',
                { subject: 'target' },
            ),
        );
    }
    if (sourceConnection?.rules?.isEmailUnique === false) {
        findings.push({
            code: 'EMAILS_SHARED_IN_SOURCE',
            level: 'warning',
            message:
                `The source connection ${sourceConnection.name} allows several users with one e-mail address. The first of them moves, the others are ` +
                'excluded (DUPLICATE_EMAIL_IN_SOURCE). Give them an address of their own in `transform`.',
        });
    }
    if (
        targetConnection?.rules !== undefined &&
        !targetConnection.isImportMode &&
        definition.passwords.whenMissing === 'lazy'
    ) {
        refusals.push(
            new MigrationError(
                'LAZY_WITHOUT_IMPORT_MODE',
                `The definition says \`passwords: { whenMissing: 'lazy' }\`, but the target connection ${targetConnection.name} has no import mode: users ` +
                    "without a password hash would never move. Turn on its import mode (`importMode`), or say 'reset' or 'refuse'.",
                { subject: 'definition' },
            ),
        );
    }
    if (targetConnection !== undefined && targetConnection.rules === undefined) {
        findings.push({
            code: 'CONNECTION_OPTIONS_HIDDEN',
            level: 'warning',
            message:
                `Auth0 does not show the options of the target connection ${targetConnection.name} to this application, so it is unchecked whether it ` +
                'is a custom database without import mode, and what its rules are. Grant read:connections_options.',
        });
    }
    return { source: sourceConnection, target: targetConnection, refusals, findings };
}
