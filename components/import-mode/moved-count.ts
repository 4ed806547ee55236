import { counted, grouped } from '../../migrator/counted.ts';
import type { ObservedConnection } from '../../migrator/index.ts';
import { isFinished } from '../connection-guard.ts';
import type { KnownConnection } from '../known-connection.ts';
import { Refusal } from '../refusal.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';

/** Where the users of a lazy migration come from and go to. */
export interface MovedBetween {
    /** Undefined where Auth0 cannot count the users of the source. */
    readonly source: KnownConnection | undefined;
    readonly target: KnownConnection;
}

/**
 * Says how far a lazy migration is, by two searches: quick, and a few seconds behind.
 *
 * @returns undefined where the source cannot be counted
 */
export async function movedNote(
    { kind }: ImportModeSettings,
    { source, target }: MovedBetween,
    observed: ObservedConnection | undefined,
): Promise<string | undefined> {
    if (source === undefined || kind === 'finished') return undefined;
    const { observeConnection } = await import('auth0-user-migration/migrator');
    const from = await observeConnection(source.credentials, source.connectionName).catch(() => undefined);
    if (from === undefined) return undefined;
    const here = observed?.users ?? 0;
    return (
        `${counted(from.users, 'user')} in ${source.connectionName}, ${counted(here, 'user')} in ${target.connectionName}. Who has moved and who has not: ` +
        `npx auth0-user-migration moved --source-connection ${source.connectionName} --target-connection ${target.connectionName}`
    );
}

/**
 * Refuses to end a lazy migration while users of its source have not moved. Once it has ended, nobody is counted again.
 *
 * @param observed - undefined where the connection is not there yet
 * @throws {Refusal} with the number of those who have not, or with what is needed to know it
 */
export async function refuseUnmoved(
    importMode: ImportModeSettings | undefined,
    { source, target }: MovedBetween,
    observed: ObservedConnection | undefined,
): Promise<void> {
    if (importMode?.kind !== 'finished' || importMode.isConfirmed === true || isFinished(observed)) return;
    if (source === undefined) {
        throw new Refusal(
            `Cannot tell whether everybody has moved into ${target.connectionName}. Name the connection they come from, finished({ source }), or say that ` +
                'nobody is left to move: finished({ leaveOthersBehind: true }).',
        );
    }
    const { findMovedUsers, observeConnection } = await import('auth0-user-migration/migrator');
    const { sourceUsers, unmoved } =
        observed === undefined
            ? await nobodyMoved(observeConnection(source.credentials, source.connectionName))
            : await findMovedUsers({ source, target }).then((moved) => ({
                  sourceUsers: moved.sourceUsers,
                  unmoved: moved.unmoved.length,
              }));
    if (unmoved === 0) return;
    throw new Refusal(
        `${grouped(unmoved)} of ${counted(sourceUsers, 'user')} of ${source.connectionName} have not moved, and could no longer log in. Move them ` +
            '(a UserMigration into the same connection), list them (npx auth0-user-migration moved --list), or leave them behind: ' +
            'finished({ source, leaveOthersBehind: true }).',
    );
}

async function nobodyMoved(
    source: Promise<ObservedConnection | undefined>,
): Promise<{ sourceUsers: number; unmoved: number }> {
    const users = (await source)?.users ?? 0;
    return { sourceUsers: users, unmoved: users };
}
