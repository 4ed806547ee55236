import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMigrationError, purgeRun } from '../../../migrator/index.ts';
import { importsOf } from '../running/open-migration.ts';
import { assertEachOnce } from './look-at-the-world.ts';
import { isImport } from './meddle.ts';
import { openWorld, people, type World } from './open-world.ts';
import { hasNamespaces, runInNamespace } from './run-in-a-namespace.ts';

describe('the lock of a run', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    it('holds between two processes in two PID namespaces with one host name', async function () {
        world = await openWorld({ users: people(20) });
        if (!hasNamespaces()) this.skip();
        const { source, target } = world;
        const settings = { maxImportFileBytes: 1_500 };
        let isBegun = false;
        // The first job waits until the second process was refused.
        const { promise: wasRefused, resolve: goOn } = Promise.withResolvers<undefined>();
        const { promise: hasBegun, resolve: begin } = Promise.withResolvers<undefined>();
        target.proxy.interferences = {
            beforeTenant: async (passing) => {
                if (isBegun || !isImport(passing)) return undefined;
                isBegun = true;
                begin(undefined);
                await wasRefused;
                return undefined;
            },
        };
        const child = runInNamespace({
            settings: world.settings(settings),
            caFiles: [source, target].flatMap(({ proxy, tenant }) => [proxy.caFile, tenant.caFile]),
        });
        const closed = once(child, 'close');
        try {
            await hasBegun;
            const { error } = await world.attempt(settings);
            assert.equal(error?.code, 'RUN_LOCKED');
            goOn(undefined);
            const [code] = (await closed) as [number];
            assert.equal(code, 0);
        } finally {
            goOn(undefined);
            child.kill('SIGKILL');
        }
        const sent = importsOf(target.proxy).map(({ externalId }) => externalId);
        assert.equal(new Set(sent).size, sent.length);
        await assertEachOnce(target, people(20));
    });

    for (const [what, text] of [
        ['empty', ''],
        ['torn', '{"pid":12345,"ho'],
        ['of no process', 'null'],
    ] as const) {
        it(`that is ${what} holds nobody up`, async () => {
            world = await openWorld({ users: people(3) });
            await mkdir(join(world.runsFolder, 'run'), { recursive: true });
            await writeFile(join(world.runsFolder, 'run', 'lock'), text);
            const report = await world.complete();
            assert.equal(report.imported, 3);
        });
    }
});

describe('the purge of a folder that holds no run', function () {
    this.timeout(300_000);
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'no-run-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const FILES = { 'index.ts': 'export {};\n', 'users.ndjson': '{"email":"ann@example.com"}\n', 'plan.json': '{}' };

    it('is refused, and nothing is touched', async () => {
        for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
        await assert.rejects(purgeRun(folder), (error) => isMigrationError(error) && error.message.includes(folder));
        assert.deepEqual((await readdir(folder)).sort(), Object.keys(FILES).sort());
        for (const [name, text] of Object.entries(FILES)) {
            assert.equal(await readFile(join(folder, name), 'utf8'), text);
        }
    });

    it('is refused where there is no folder, and none is made', async () => {
        const missing = join(folder, 'missing');
        await assert.rejects(purgeRun(missing), (error) => isMigrationError(error));
        assert.deepEqual(await readdir(folder), []);
    });
});
