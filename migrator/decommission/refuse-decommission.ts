import { counted } from '../counted.ts';
import { enabledClients } from '../cutover/login-side.ts';
import { MigrationError } from '../errors.ts';
import type { ConnectionEndpoint, SourceEndpoint } from '../run/endpoints.ts';
import type { RunState } from '../run-store/run-state.ts';
import type { DecommissionSettings } from './decommission-settings.ts';
import { refuseDeleteScript } from './refuse-delete-script.ts';

/** What is known of a run before anything is deleted. */
export interface DecommissionFacts {
    readonly source: SourceEndpoint;
    readonly state: Pick<RunState, 'verifiedBy'> | undefined;
    /** SHA-256 in hex of the definition's file, as it is now. */
    readonly definitionDigest: string;
}

/**
 * Refuses to delete anything of a source before its export: a wrong confirmation, users that were not verified, or a source that is in use.
 *
 * @returns the source
 * @throws {MigrationError} `NOT_CONFIRMED`, `SETTING_INVALID`, `NOT_VERIFIED`, `SOURCE_IN_USE`, `SOURCE_HAS_DELETE_SCRIPT`, `MISSING_SCOPES`;
 * what the tenant throws
 */
export async function refuseDecommission(
    settings: DecommissionSettings | undefined,
    { source, state, definitionDigest }: DecommissionFacts,
): Promise<ConnectionEndpoint> {
    if (source.kind === 'file') {
        throw new MigrationError(
            'SETTING_INVALID',
            "The source is a file, so there is nothing in Auth0 to delete. Say `phase: 'cutover'`, and delete the file yourself.",
            { subject: 'source' },
        );
    }
    const { name } = source.connection;
    if (settings?.confirm !== name) {
        throw new MigrationError(
            'NOT_CONFIRMED',
            `Deleting users of the source can't be undone, so it needs the name of the source connection. Nothing was deleted. Say ` +
                `\`decommission: { confirm: '${name}', delete: 'users', maxDeletions: ... }\` if that is the connection you mean.`,
            { subject: 'source' },
        );
    }
    if (!Number.isInteger(settings.maxDeletions) || settings.maxDeletions < 0) {
        throw new MigrationError(
            'SETTING_INVALID',
            `Expected \`maxDeletions\` to be a whole number, \`0\` or more, got \`${settings.maxDeletions}\` (${typeof settings.maxDeletions}).`,
        );
    }
    if (state?.verifiedBy !== definitionDigest) {
        throw new MigrationError(
            'NOT_VERIFIED',
            `Nothing was deleted: ${state?.verifiedBy === undefined ? 'the last pass was not verified' : 'the definition was edited since the last pass'}, ` +
                "so it is unknown whether the users of the source are in the target. Run `up` with `phase: 'cutover'` until it succeeds, then go on.",
            { subject: 'run' },
        );
    }
    await refuseSourceInUse(source);
    return source;
}

/**
 * Refuses a source that people can still log in through, or whose own database would lose its users.
 *
 * @param deleted - what the message says of what was deleted so far
 * @throws {MigrationError} `SOURCE_IN_USE`, `SOURCE_HAS_DELETE_SCRIPT`, `MISSING_SCOPES`; what the tenant throws
 */
export async function refuseSourceInUse(source: ConnectionEndpoint, deleted = 'Nothing was deleted.'): Promise<void> {
    const { tenant, connection } = source;
    const enabled = await enabledClients(source);
    if (enabled.size > 0) {
        throw new MigrationError(
            'SOURCE_IN_USE',
            `${counted(enabled.size, 'client is', 'clients are')} still enabled for ${connection.name} (${tenant.domain}): ${[...enabled].join(', ')}. ${deleted} List them in ` +
                '`untilCutover`, or disable them, so that nobody logs in through a connection whose users are being deleted.',
        );
    }
    await refuseDeleteScript(source, { code: 'SOURCE_HAS_DELETE_SCRIPT', outcome: deleted });
}
