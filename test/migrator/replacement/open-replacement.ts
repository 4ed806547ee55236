import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
    findReplacementViolations,
    type HeldUser,
    type ReplacementCheck,
    readHeldUsers,
} from '../../checker/check-replacement.ts';
import { givePasswords } from '../../checker/known-passwords.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import {
    inventUsers,
    type MigrationFixture,
    type OpenMigration,
    openMigration,
    SOURCE,
    TARGET,
} from '../running/open-migration.ts';

/** What confirms a replacement in the tests. */
export const CONFIRMED = { confirmReplacement: SOURCE, maxReplacements: 1_000 } as const;

/** A migration that replaces users of its own tenant, who have roles, permissions and memberships. */
export interface OpenReplacement extends OpenMigration {
    /** By `user_id`. */
    readonly passwords: Map<string, string>;
    /** The users of the source with what hangs on their IDs, before anything was done. */
    readonly before: ReadonlyMap<string, HeldUser>;
    /** Runs with the confirmation that it needs. */
    replace(overrides?: Parameters<OpenMigration['run']>[0]): ReturnType<OpenMigration['run']>;
    /** What is wrong with the users now. */
    violations(options?: Partial<ReplacementCheck>): Promise<string[]>;
    /** Full ID of a user by its number, from 1. */
    idOf(number: number): string;
}

/** Opens it; everybody has a role, every second one a direct permission, every third one is a member of an organization with a role there. */
export async function openReplacement(
    users: number,
    fixture: Partial<MigrationFixture> & { readonly withAssignments?: boolean } = {},
): Promise<OpenReplacement> {
    const { withAssignments = true, definition = '', ...rest } = fixture;
    const known = await givePasswords(SOURCE, inventUsers(users), Number.POSITIVE_INFINITY);
    const migration = await openMigration({
        users: known.users,
        definition: `userIds: { policy: 'retain', whenSameTenant: 'replace-source-users' },
    passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' },
    ${definition}`,
        ...rest,
    });
    await writeFile(join(migration.folder, 'hashes.ndjson'), known.hashExport);
    const idOf = (number: number) => `auth0|u${String(number).padStart(5, '0')}`;
    if (withAssignments)
        await assign(
            migration,
            Array.from({ length: users }, (_, index) => idOf(index + 1)),
        );
    const sideOf = (connection: string) => ({ ...migration.tenant, connection });
    const [source, target] = [sideOf(SOURCE), sideOf(TARGET)];
    const before = await readHeldUsers(source);
    return {
        ...migration,
        passwords: known.passwords,
        before,
        idOf,
        replace: (overrides) => migration.run({ clock: impatientClock, ...CONFIRMED, ...overrides }),
        violations: (options) =>
            findReplacementViolations({ before, source, target, passwords: known.passwords, ...options }),
    };
}

async function assign({ tenant }: OpenMigration, ids: readonly string[]): Promise<void> {
    const { management } = tenant;
    const api = 'https://api.example.com/';
    await management.resourceServers.create({ identifier: api, scopes: [{ value: 'read:orders' }] });
    const { id: role = '' } = await management.roles.create({ name: 'Reader' });
    const { id: organization = '' } = await management.organizations.create({ name: 'acme' });
    const { data } = await management.connections.list({ name: SOURCE });
    await management.organizations.enabledConnections.add(organization, { connection_id: data[0]?.id ?? '' });
    for (const [index, id] of ids.entries()) {
        await management.users.roles.assign(id, { roles: [role] });
        if (index % 2 === 0)
            await management.users.permissions.create(id, {
                permissions: [{ resource_server_identifier: api, permission_name: 'read:orders' }],
            });
        if (index % 3 === 0) {
            await management.organizations.members.create(organization, { members: [id] });
            await management.organizations.members.roles.assign(organization, id, { roles: [role] });
        }
    }
}
