import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { systemClock } from '../clock.ts';
import { MigrationError } from '../errors.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { EndpointSettings } from '../run/settings.ts';
import { findDatabase } from '../tenant/find-database.ts';
import type { Job } from '../tenant/jobs.ts';
import { openManagementApi } from '../tenant/open-management-api.ts';
import { RateLimiter } from '../tenant/rate-limiter.ts';
import { retryingTenant } from '../tenant/retrying-tenant.ts';
import type { Connection, Tenant } from '../tenant/tenant.ts';
import { emailKey } from '../users/email-key.ts';

/** Which connections are held against each other. */
export interface MovedUsersSettings {
    /** The connection that users come from. */
    readonly source: EndpointSettings;
    /** The connection that they move into. */
    readonly target: EndpointSettings;
    /** @default 'previous_user_id', in `app_metadata` */
    readonly rememberIdAs?: string;
}

/** A user of the source who is not in the target. */
export interface UnmovedUser {
    /** Full ID in the source. */
    readonly userId: string;
    /** Address; undefined where there is none. */
    readonly email: string | undefined;
}

/** Who has moved, and who has not. */
export interface MovedUsers {
    /** Users of the source. */
    readonly sourceUsers: number;
    /** Those of them who are in the target. */
    readonly moved: number;
    /** In the order of the source's export; personal data. */
    readonly unmoved: readonly UnmovedUser[];
}

/**
 * Finds who of the source's users is in the target: by the ID that a lazy migration remembers, by the ID itself, or by the address. Who made the
 * account with the address does not matter: logins with it go to that account, and no longer ask the source.
 *
 * It exports both connections, which takes Auth0 about a second for some hundreds of users; it changes nothing.
 *
 * @param settings - the two connections
 * @throws {MigrationError} `CONNECTION_NOT_FOUND`, `NOT_A_DATABASE_CONNECTION`, `EXPORT_JOB_FAILED`; what the tenants throw
 */
export async function findMovedUsers(settings: MovedUsersSettings): Promise<MovedUsers> {
    const { rememberIdAs = 'previous_user_id' } = settings;
    const [source, target] = await Promise.all([
        openEnd(settings.source, 'source'),
        openEnd(settings.target, 'target'),
    ]);
    const known = new DigestSet();
    const isSameTenant = source.tenant.domain === target.tenant.domain;
    for await (const user of exportedUsers(target, ['user_id', 'email', 'identities', 'app_metadata'])) {
        for (const key of keysInTarget(user, target.connection.name, rememberIdAs, isSameTenant)) {
            known.add(digest64(key));
        }
    }
    const unmoved: UnmovedUser[] = [];
    let sourceUsers = 0;
    for await (const user of exportedUsers(source, ['user_id', 'email', 'identities'])) {
        for (const { userId, email } of usersOf(user, source.connection.name)) {
            sourceUsers += 1;
            const isKnown = [`id ${userId}`, ...(email === undefined ? [] : [`email ${email}`])].some((key) =>
                known.has(digest64(key)),
            );
            if (!isKnown) unmoved.push({ userId, email });
        }
    }
    return { sourceUsers, moved: sourceUsers - unmoved.length, unmoved };
}

interface End {
    readonly tenant: Tenant;
    readonly connection: Connection;
}

async function openEnd({ credentials, connectionName }: EndpointSettings, side: 'source' | 'target'): Promise<End> {
    const rateLimiter = new RateLimiter(systemClock);
    const api = await openManagementApi(credentials, rateLimiter.record);
    const tenant = retryingTenant(api, systemClock, { rateLimiter });
    return { tenant, connection: await findDatabase(tenant, connectionName, side) };
}

// In one tenant an ID alone says nothing: two connections may each have a user with it.
function keysInTarget(user: UserRecord, connectionName: string, rememberIdAs: string, isSameTenant: boolean): string[] {
    const metadata = user['app_metadata'] as UserRecord | undefined;
    const own = usersOf(user, connectionName);
    // Metadata is the primary identity's, which may be of another connection.
    const remembered = own.some(({ userId }) => userId === user['user_id']) ? metadata?.[rememberIdAs] : undefined;
    return [
        ...(typeof remembered === 'string' ? [`id ${remembered}`] : []),
        ...own.flatMap(({ userId, email }) => [
            ...(isSameTenant ? [] : [`id ${userId}`]),
            ...(email === undefined ? [] : [`email ${email}`]),
        ]),
    ];
}

// Of a linked account, each identity of the connection is a user of it: with a password of its own, whichever of them the profile belongs to.
function usersOf(user: UserRecord, connectionName: string): UnmovedUser[] {
    const identities = (user['identities'] ?? []) as readonly UserRecord[];
    return identities
        .filter(({ connection }) => connection === connectionName)
        .map((identity) => {
            const userId = `auth0|${String(identity['user_id'])}`;
            const profile = userId === user['user_id'] ? user : ((identity['profileData'] ?? {}) as UserRecord);
            const email = profile['email'];
            return { userId, email: typeof email === 'string' ? emailKey(email) : undefined };
        });
}

async function* exportedUsers({ tenant, connection }: End, fields: readonly string[]): AsyncGenerator<UserRecord> {
    // A user who is linked to one of another connection is exported with that one.
    const hasLinked = (await tenant.countLinkedUsers(connection.name)) > 0;
    const started = await tenant.jobs.createUsersExport(hasLinked ? undefined : connection.id, fields);
    let job: Job | undefined = started;
    for (let delayMs = 250; job?.status === 'pending'; delayMs = Math.min(delayMs * 1.5, 15_000)) {
        await systemClock.sleep(delayMs);
        job = await tenant.jobs.getJob(started.id);
    }
    if (job?.status !== 'completed' || job.location === undefined) {
        throw new MigrationError(
            'EXPORT_JOB_FAILED',
            `Export job ${started.id} of ${tenant.domain} failed. Run again: a new export is made.`,
            { retryable: true },
        );
    }
    const download = await tenant.jobs.openDownload(job.location);
    for await (const line of createInterface({ input: download.pipe(createGunzip()) })) {
        if (line !== '') yield JSON.parse(line) as UserRecord;
    }
}
