import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResetSettings } from '../../../migrator/index.ts';
import { givePasswords } from '../../checker/known-passwords.ts';
import type { OpenTenant } from '../../local/tenant/open-tenant.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../running/open-migration.ts';

/** A migration that has moved users of whom some had no password hash. */
export interface OpenResets extends OpenMigration {
    /** By `user_id` of the source. */
    readonly passwords: ReadonlyMap<string, string>;
    resetSettings(changes?: Partial<ResetSettings>): ResetSettings;
    /** IDs in the target, by address. */
    idOf(email: string): Promise<string>;
}

/** Hashes as Auth0 makes them, each of which takes its time. */
const MOST_SLOW_HASHES = 10;
/** A password that every policy takes. */
export const NEW_PASSWORD = 'Another-horse-99';

/**
 * Moves users, the first of them without a hash.
 *
 * @param withoutHash - how many
 * @param more - of the definition
 */
export async function openResets(users: number, withoutHash: number, more = ''): Promise<OpenResets> {
    const {
        users: seeded,
        passwords,
        hashExport,
    } = await givePasswords(SOURCE, inventUsers(users), Math.ceil(users / MOST_SLOW_HASHES));
    const world = await openMigration({
        users: seeded,
        // Its clock can be moved.
        tenant: { control: true },
        definition: `passwords: { hashExport: 'hashes.ndjson', whenMissing: 'reset' }, ${more}`,
    });
    const lines = hashExport.split('\n').slice(withoutHash);
    await writeFile(join(world.folder, 'hashes.ndjson'), lines.join('\n'));
    await world.run({ clock: impatientClock });
    return {
        ...world,
        passwords,
        resetSettings: (changes = {}) => ({
            ...world.settings({ clock: impatientClock }),
            send: 'mails',
            perMinute: 300,
            ...changes,
        }),
        async idOf(email) {
            return String((await world.usersOf(TARGET)).find((user) => user['email'] === email)?.['user_id']);
        },
    };
}

/** Gives to whom the tenant has mailed a link to reset a password, by its log; each mail counts. */
export async function mailedBy({ management }: Pick<OpenTenant, 'management'>): Promise<string[]> {
    const { data } = await management.logs.list({ search: 'type:scpr', per_page: 100 });
    return data.map(({ user_name: name }) => String(name)).sort();
}

/** Sets a password by a link that a ticket or a mail has. */
export async function setPassword(tenant: OpenTenant, link: string, password: string): Promise<void> {
    const { pathname, search } = new URL(link);
    const answer = await tenant.fetch(`https://${tenant.domain}${pathname}${search}`, {
        method: 'POST',
        body: new URLSearchParams({ password }),
    });
    assert.equal(answer.status, 200);
}
