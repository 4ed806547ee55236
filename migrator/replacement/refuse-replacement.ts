import { counted } from '../counted.ts';
import { enabledClients } from '../cutover/login-side.ts';
import { MigrationError } from '../errors.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import type { ReplacementSettings } from './replacement-settings.ts';

/**
 * Refuses to replace users without their confirmation, too many of them, or while people could not log in through the target.
 *
 * @param users - that are about to be replaced
 * @throws {MigrationError} `NOT_CONFIRMED`, `TOO_MANY_DELETIONS`, `TARGET_NOT_OPEN`; what the tenants throw
 */
export async function refuseReplacement(
    run: Pick<Run, 'source' | 'target' | 'options' | 'store'>,
    users: number,
): Promise<void> {
    const { source, target, options, store } = run;
    if (source.kind === 'file' || users === 0) return;
    const unconfirmed = unconfirmedReplacement(options.replacement, source.connection.name);
    if (unconfirmed !== undefined) throw unconfirmed;
    const replaced = store.journal.state.replacement?.replaced ?? 0;
    const { maxDeletions = 0 } = options.replacement ?? {};
    if (replaced + users > maxDeletions) {
        const already = replaced === 0 ? '' : ` (${replaced.toLocaleString('en-US')} replaced before)`;
        throw new MigrationError(
            'TOO_MANY_DELETIONS',
            `${counted(users, 'user')} of the source would be replaced${already}, more than \`maxReplacements: ${maxDeletions}\` allows. Nothing was sent. Raise it to ` +
                `${replaced + users} if that is the number you expect.`,
        );
    }
    await refuseClosedTarget(source, target);
}

/**
 * Tells whether the replacement of users is not confirmed as it must be.
 *
 * @param connection - name of the source connection
 * @returns `NOT_CONFIRMED`; undefined where it is confirmed
 */
export function unconfirmedReplacement(
    settings: ReplacementSettings | undefined,
    connection: string,
): MigrationError | undefined {
    if (settings?.confirm === connection && settings.maxDeletions !== undefined) return undefined;
    return new MigrationError(
        'NOT_CONFIRMED',
        `The definition deletes each user of ${connection} once its copy is in the target, which is irreversible, so it needs the name of that ` +
            `connection and a limit. Nothing was sent. Say \`confirmReplacement: '${connection}', maxReplacements: ...\` if that is what you want.`,
        { subject: 'source' },
    );
}

async function refuseClosedTarget(source: ConnectionEndpoint, target: ConnectionEndpoint): Promise<void> {
    const [inSource, inTarget] = await Promise.all([enabledClients(source), enabledClients(target)]);
    const closed = [...inSource].filter((client) => !inTarget.has(client));
    if (closed.length === 0) return;
    throw new MigrationError(
        'TARGET_NOT_OPEN',
        `${counted(closed.length, 'client is', 'clients are')} enabled for ${source.connection.name} and not for ${target.connection.name}: ${closed.join(', ')}. Users who are replaced could ` +
            'no longer log in there. Nothing was sent. Enable these clients for the target connection too, or disable them for the source.',
        { subject: 'target' },
    );
}
