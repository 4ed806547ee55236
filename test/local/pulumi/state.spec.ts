import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ResourceState } from '../../../local/pulumi/state/resource-state.ts';
import { lockStack } from '../../../local/pulumi/state/stack-lock.ts';
import { StateFile } from '../../../local/pulumi/state/state-file.ts';
import { toSecret } from '../../../local/pulumi/values/secret.ts';

const STATE: ResourceState = {
    urn: 'urn:pulumi:dev::p::t::n',
    type: 't',
    custom: true,
    id: 'x',
    inputs: { plain: [1, { deep: toSecret('hush') }] },
    outputs: { whole: toSecret({ a: ['hush'] }) },
    dependencies: [],
    propertyDependencies: {},
};

describe('a state file', () => {
    let folder: string;
    let path: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'local-pulumi-'));
        path = join(folder, 'deep', 'dev.json');
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it('gives back what was written, secrets at any depth', async () => {
        const checkpoint = { resources: [STATE], pendingOperations: [{ type: 'updating' as const, resource: STATE }] };
        await new StateFile(path, 'p').write(checkpoint);
        assert.equal(readFileSync(path, 'utf8').includes('hush'), false);
        assert.deepEqual(await new StateFile(path, 'p').read(), checkpoint);
    });

    it('holds the last of many writes and leaves no other file', async () => {
        const file = new StateFile(path, 'p');
        await Promise.all(
            Array.from({ length: 20 }, (_, serial) =>
                file.write({ resources: [{ ...STATE, id: String(serial) }], pendingOperations: [] }),
            ),
        );
        assert.equal((await file.read()).resources[0]?.id, '19');
        assert.deepEqual(readdirSync(join(folder, 'deep')), ['dev.json']);
    });

    it('that is not there is an empty stack', async () => {
        assert.deepEqual(await new StateFile(path, undefined).read(), { resources: [], pendingOperations: [] });
    });

    it('that is damaged, or of the real CLI, is refused with what to do', async () => {
        const file = join(folder, 'dev.json');
        writeFileSync(file, '{"version": 3, "deployment"');
        await assert.rejects(new StateFile(file, 'p').read(), /is not JSON\. Put back a copy of it, or remove it/);
        const provider = { type: 'passphrase', state: { salt: 'v1:x' } };
        writeFileSync(file, JSON.stringify({ version: 3, deployment: { secrets_providers: provider, resources: [] } }));
        await assert.rejects(new StateFile(file, 'p').read(), /not written by the local Pulumi host/);
    });
});

describe('the lock of a stack', () => {
    let folder: string;
    let path: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'local-pulumi-'));
        path = join(folder, 'dev.json.lock');
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it('is held by one at a time, and free again afterwards', async () => {
        const unlock = await lockStack(path, 'up');
        await assert.rejects(lockStack(path, 'up'), { name: 'StackLockedError' });
        await unlock();
        await (await lockStack(path, 'up'))();
        assert.deepEqual(readdirSync(folder), []);
    });

    it('of a dead process is taken over', async () => {
        const { pid } = spawnSync(process.execPath, ['--version']);
        writeFileSync(path, JSON.stringify({ pid, host: hostname(), since: '' }));
        await (await lockStack(path, 'up'))();
    });

    it('of another host is respected, since nobody can look there', async () => {
        const { pid } = spawnSync(process.execPath, ['--version']);
        writeFileSync(path, JSON.stringify({ pid, host: 'another.example.com', since: '' }));
        await assert.rejects(
            lockStack(path, 'destroy'),
            /Cannot run destroy: the stack is locked by process \d+ on another/,
        );
    });
});
