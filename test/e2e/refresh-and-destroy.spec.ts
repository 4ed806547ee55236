import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStage, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 12;

describe('a stack whose users have moved', function () {
    this.timeout(120_000);
    let stage: Stage;
    before(async () => {
        stage = await openStage({ users: stagedUsers(USERS) });
        const up = await stage.run('up');
        assert.equal(up.failed, false, JSON.stringify(up.diagnostics));
    });
    after(() => stage.close());

    it('says in a preview how many users there are, and that nothing is to be done', async () => {
        const preview = await stage.run('preview');
        assert.deepEqual(Object.keys(preview.changes), ['same'], 'nothing to do while nothing has changed');
        const plan = preview.diagnostics.find(({ urn }) => urn.endsWith('::customers-run'));
        assert.match(plan?.message ?? '', /^12 users moved, 12 in the source; the last pass finished at /);
    });

    it('is as it was after a refresh', async () => {
        const refresh = await stage.run('refresh');
        assert.equal(refresh.failed, false, JSON.stringify(refresh.diagnostics));
        assert.deepEqual(Object.keys((await stage.run('preview')).changes), ['same']);
    });

    it('is the same when its run has the type of earlier versions', async () => {
        const state = join(stage.folder, '.local-pulumi', 'dev.json');
        const text = await readFile(state, 'utf8');
        const former = text.replaceAll('dynamic/userMigrationRun:', 'dynamic/auth0-user-migration:');
        assert.notEqual(former, text);
        await writeFile(state, former);
        assert.deepEqual(Object.keys((await stage.run('up')).changes), ['same']);
    });

    it('is not destroyed while its connection is protected, and keeps its users', async () => {
        const destroy = await stage.run('destroy');
        assert.equal(destroy.failed, true);
        assert.match(JSON.stringify(destroy.diagnostics), /protect/);
        assert.equal((await usersOf(stage.target, 'customers')).length, USERS);
    });

    it('loses the connection it made only when the program says so; the source stays as it is', async () => {
        const path = join(stage.folder, 'index.ts');
        const program = await readFile(path, 'utf8');
        const unprotected = program.replace(/(enabledClients: [^\n]*\n\})\)/, '$1, { protect: false })');
        assert.notEqual(unprotected, program);
        await writeFile(path, unprotected);
        assert.equal((await stage.run('up')).failed, false);
        const destroy = await stage.run('destroy');
        assert.equal(destroy.failed, false, JSON.stringify(destroy.diagnostics));
        assert.equal((await usersOf(stage.source, 'legacy-customers')).length, USERS);
    });
});
