import assert from 'node:assert/strict';
import {
    closeLogins,
    type DecommissionSettings,
    inspectSwitch,
    isMigrationError,
    type MigrationError,
    openLogins,
    type SwitchSettings,
} from '../../../migrator/index.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { type MigrationFixture, type OpenMigration, openMigration, SOURCE, TARGET } from '../running/open-migration.ts';

/** A migration inside one tenant whose source connection is enabled for some applications. */
export interface OpenCutover extends OpenMigration {
    readonly apps: readonly string[];
    /** The target connection always has another client, for imports. */
    readonly importer: string;
    switchSettings(to: 'source' | 'target'): SwitchSettings;
    /** Lets logins go through one side, and closes the other. */
    switchTo(side: 'source' | 'target'): Promise<void>;
    /** Copies, and lets logins go through the target. */
    cutOver(): Promise<void>;
    /** Runs the phase `decommission`, and gives its outcome or its error. */
    decommission(settings?: Partial<DecommissionSettings>): Promise<Outcome>;
    /** IDs of the clients that are enabled for a connection now. */
    enabled(connection: string): Promise<string[]>;
    enable(connection: string, clients: readonly string[], isEnabled: boolean): Promise<void>;
    connectionId(name: string): Promise<string>;
}

type Decommissioned = NonNullable<Awaited<ReturnType<OpenMigration['run']>>['decommissioned']>;

/** What an attempt came to. */
export interface Outcome {
    readonly error?: MigrationError;
    readonly decommissioned?: Decommissioned | undefined;
}

/** Opens it; nothing was moved yet. */
export async function openCutover(fixture: MigrationFixture & { readonly apps?: number }): Promise<OpenCutover> {
    const { apps: count = 2, ...rest } = fixture;
    const migration = await openMigration(rest);
    const { management } = migration.tenant;
    const create = async (name: string) => (await management.clients.create({ name })).client_id ?? '';
    const apps = await Promise.all(Array.from({ length: count }, (_, number) => create(`app ${number}`)));
    const connectionId = async (name: string) => {
        const { data } = await management.connections.list({ name });
        return data[0]?.id ?? '';
    };
    const enabled = async (name: string) => {
        const { data } = await management.connections.clients.get(await connectionId(name), { take: 1_000 });
        return data.map(({ client_id: id }) => id);
    };
    const enable = async (name: string, clients: readonly string[], status: boolean) => {
        for (let at = 0; at < clients.length; at += 50) {
            const some = clients.slice(at, at + 50).map((id) => ({ client_id: id, status }));
            await management.connections.clients.update(await connectionId(name), some);
        }
    };
    const own = await enabled(SOURCE);
    await enable(SOURCE, own, false);
    await enable(SOURCE, apps, true);
    const [importer = ''] = await enabled(TARGET);
    const opened: OpenCutover = {
        ...{ ...migration, apps, importer, connectionId, enabled, enable },
        switchSettings(to) {
            const clients = { source: apps, target: apps };
            return { ...migration.settings({ clock: impatientClock }), to, clients, isWayBack: true };
        },
        async switchTo(side) {
            await openLogins(opened.switchSettings(side));
            await closeLogins(opened.switchSettings(side));
        },
        async cutOver() {
            await migration.run();
            await migration.run({ phase: 'cutover' });
            await opened.switchTo('target');
        },
        async decommission(changes = {}) {
            const decommission = { confirm: SOURCE, delete: 'users', maxDeletions: 1_000, ...changes } as const;
            const run = migration.run({ phase: 'decommission', decommission, clock: impatientClock });
            return await outcomeOf(run.then(({ decommissioned }) => ({ decommissioned })));
        },
    };
    return opened;
}

/** Gives what an attempt came to; another error than one of ours is thrown. */
async function outcomeOf(attempt: Promise<Outcome>): Promise<Outcome> {
    return await attempt.catch((error: unknown): Outcome => {
        assert.ok(isMigrationError(error), String(error));
        return { error };
    });
}

/** Gives the code by which an attempt was refused. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string | undefined> {
    return (await outcomeOf(attempt.then(() => ({})))).error?.code;
}

/** Asserts that logins do not go back to a source whose users may have been deleted, which a preview says too. */
export async function assertReturnRefused(world: OpenCutover): Promise<void> {
    const { refusals } = await inspectSwitch(world.switchSettings('source'));
    assert.deepEqual(
        refusals.map(({ code }) => code),
        ['SOURCE_USERS_DELETED'],
        'the preview says so',
    );
    assert.equal(await refusalOf(world.switchTo('source')), 'SOURCE_USERS_DELETED');
    const enabled = await world.enabled(TARGET);
    assert.deepEqual(
        world.apps.filter((app) => !enabled.includes(app)),
        [],
        'logins still go through the target',
    );
}
