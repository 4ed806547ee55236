import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { callTenant, openStage, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 4;

describe('a program whose target connection exists', function () {
    this.timeout(300_000);
    let stage: Stage;
    before(async () => {
        stage = await openStage({ users: stagedUsers(USERS) });
    });
    after(() => stage.close());

    it('is told how to take it over, and does so without a change to it', async () => {
        const { target } = stage;
        const options = { requires_username: true };
        const connection = { name: 'customers', strategy: 'auth0', options };
        const { id } = (await callTenant(target, 'POST', '/api/v2/connections', connection)) as { id: string };
        const enabled = [{ client_id: target.clientId, status: true }];
        await callTenant(target, 'PATCH', `/api/v2/connections/${id}/clients`, enabled);
        const preview = await stage.run('preview');
        assert.match(messagesOf(preview), /TARGET_CONNECTION_EXISTS: .*Take it over \(`DatabaseConnection\.adopt`\)/);

        const path = join(stage.folder, 'index.ts');
        const program = await readFile(path, 'utf8');
        const adopting = program.replace(
            /new (DatabaseConnection)\('customers', \{/,
            `$1.adopt('customers', { id: '${id}',`,
        );
        assert.notEqual(adopting, program);
        await writeFile(path, adopting);
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
        assert.equal(up.changes.import, 2, 'the connection and its clients');
        assert.equal((await usersOf(target, 'customers')).length, USERS);
        assert.deepEqual(Object.keys((await stage.run('preview')).changes), ['same']);
    });
});
