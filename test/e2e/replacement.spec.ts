import assert from 'node:assert/strict';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { openStage, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 4;
const DEFINITION = `export default {
    description: 'Staged users.',
    userIds: { policy: 'retain', whenSameTenant: 'replace-source-users' },
    passwords: { hashExport: 'hashes.ndjson.gz', whenMissing: 'refuse' },
};
`;

describe('a replacement of users through `pulumi up`, inside one tenant', function () {
    this.timeout(600_000);
    let stage: Stage;
    before(async () => {
        stage = await openStage({
            users: stagedUsers(USERS),
            definition: DEFINITION,
            migrationArgs:
                "confirmReplacement: config.get('confirmReplacement'), maxReplacements: config.getNumber('maxReplacements'),",
        });
    });
    after(() => stage.close());

    const run = (command: 'up' | 'preview', config: Record<string, string>) => {
        const { domain, clientId, clientSecret } = stage.source;
        return stage.run(command, {
            env: { ...stage.env, AUTH0_TARGET_CLIENT_SECRET: clientSecret },
            config: {
                targetDomain: domain,
                targetClientId: clientId,
                enabledClients: JSON.stringify([clientId]),
                ...config,
            },
        });
    };
    const idsIn = async (connection: string) => (await usersOf(stage.source, connection)).map(({ user_id: id }) => id);

    it('says that it is irreversible, waits for its confirmation, and then does nothing twice', async () => {
        const ids = await idsIn('legacy-customers');
        // The target is made first, so that the checks see it.
        const prepared = await run('up', { phase: 'prepare' });
        assert.equal(prepared.failed, false, messagesOf(prepared));
        const unconfirmed = await run('preview', {});
        assert.equal(unconfirmed.failed, true);
        assert.match(messagesOf(unconfirmed), /NOT_CONFIRMED: .*confirmReplacement: 'legacy-customers'/);
        const confirmed = { confirmReplacement: 'legacy-customers', maxReplacements: String(USERS) };
        const preview = await run('preview', confirmed);
        assert.equal(preview.failed, false, messagesOf(preview));
        assert.match(messagesOf(preview), /Irreversible: deletes up to 4 users of legacy-customers .* about 1 min/);
        assert.deepEqual(await idsIn('legacy-customers'), ids);

        const done = await run('up', confirmed);
        assert.equal(done.failed, false, messagesOf(done));
        assert.match(messagesOf(done), /replaced {2}4 users of the source were deleted/);
        assert.deepEqual(await idsIn('legacy-customers'), []);
        assert.deepEqual((await idsIn('customers')).sort(), [...ids].sort());
        assert.deepEqual(Object.keys((await run('up', confirmed)).changes), ['same']);
        assert.deepEqual(Object.keys((await run('up', {})).changes), ['same'], 'the confirmation may go');
    });
});
