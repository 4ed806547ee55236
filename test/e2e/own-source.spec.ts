import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { type CutoverStage, openCutoverStage } from './cutover-stage.ts';
import { stagedUsers } from './stage.ts';

describe('a cut-over from a connection that the program manages', function () {
    this.timeout(600_000);
    let world: CutoverStage;
    before(async () => {
        world = await openCutoverStage({ users: stagedUsers(3) });
        const file = join(world.stage.folder, 'index.ts');
        const program = await readFile(file, 'utf8');
        await writeFile(
            file,
            program
                .replace("import * as pulumi from '@pulumi/pulumi';", "import * as auth0 from '@pulumi/auth0';\n$&")
                .replace("tenant: new Auth0Tenant('source'),", 'tenant: source,')
                .replace("    name: 'legacy-customers',", '    connection: ownConnection,')
                .replace(
                    'const legacy =',
                    `const source = new Auth0Tenant('source');
const ownConnection = new auth0.Connection(
    'own',
    { name: 'legacy-customers', strategy: 'auth0' },
    { provider: source.provider, import: config.require('legacyId'), ignoreChanges: ['options'] },
);
const legacy =`,
                ),
        );
    });
    after(() => world.close());

    it('imports its clients, and switches them', async () => {
        const config = { legacyId: await world.connectionId('source') };
        const first = await world.run('up', 'copy', { config });
        assert.equal(first.failed, false, messagesOf(first));
        assert.equal(first.changes.import, 2, 'the connection and its clients');
        const switched = await world.run('up', 'cutover', { config });
        assert.equal(switched.failed, false, messagesOf(switched));
        const left = await world.enabled('source');
        assert.equal(
            world.apps.source.some((app) => left.includes(app)),
            false,
        );
    });
});
