import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunOutcome } from '../../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';
import { type HeldAssignments, heldBy } from './held-assignments.ts';

const USERS = inventUsers(12);

/** Two tenants with 12 users to move, and what a test of their assignments does with them. */
export interface TwoTenants {
    readonly source: OpenMigration;
    readonly target: OpenMigration;
    /** What leads a run or a plan into the other tenant. */
    readonly to: Pick<ReturnType<OpenMigration['settings']>, 'target'>;
    run(overrides?: Parameters<OpenMigration['run']>[0]): Promise<RunOutcome>;
    /** The full ID of a user in the source. */
    idOf(number: number): string;
    /** The full ID of a user in the target. */
    movedIdOf(number: number): Promise<string>;
    /** What a user has in the target. */
    heldByMoved(number: number): Promise<HeldAssignments>;
    /** Writes the definition with other words into another file, as one that was loaded is not read again. */
    redefine(from: string, to: string): Promise<{ readonly definitionPath: string }>;
    close(): Promise<void>;
}

/** Opens two tenants, one with users. */
export async function openTwoTenants(definition: string): Promise<TwoTenants> {
    const source = await openMigration({ users: USERS, definition });
    const target = await openMigration({ users: [] });
    const to = { target: target.settings().target };
    let edits = 0;
    const opened: TwoTenants = {
        ...{ source, target, to },
        run: (overrides) => source.run({ ...to, ...overrides }),
        idOf: (number) => `auth0|${String(USERS[number]?.['user_id'])}`,
        async movedIdOf(number) {
            const found = (await target.usersOf()).find(({ email }) => email === USERS[number]?.email);
            return String(found?.['user_id']);
        },
        heldByMoved: async (number) => await heldBy(target, await opened.movedIdOf(number)),
        async redefine(from, to) {
            const text = await readFile(join(source.folder, 'migration.ts'), 'utf8');
            edits += 1;
            const definitionPath = `migration-${edits}.ts`;
            await writeFile(join(source.folder, definitionPath), text.replace(from, to));
            return { definitionPath };
        },
        async close() {
            await source.close();
            await target.close();
        },
    };
    return opened;
}
