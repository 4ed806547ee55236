import assert from 'node:assert/strict';
import { auth0SourceScripts } from '../../../migrator/scripts/auth0-scripts.ts';
import { type OpenTenant, openTenant } from '../../local/tenant/open-tenant.ts';
import { trust } from '../running/trust.ts';
import { type OpenTarget, openTarget } from './sources/open-target.ts';

const user = (name: string) => ({
    user: { connection: 'legacy', user_id: `${name}-1`, email: `${name}@example.com`, password: `Pass-of-${name}-1` },
});

describe('generated scripts, with a source whose users are linked', function () {
    this.timeout(120_000);
    let source: OpenTenant;
    let target: OpenTarget;

    before(async () => {
        source = await openTenant({ seed: [{ connection: { name: 'legacy' } }, user('ann'), user('work')] });
        trust(source.caFile);
        const link = { provider: 'auth0', user_id: 'work-1' };
        assert.equal((await source.call('POST', '/api/v2/users/auth0%7Cann-1/identities', link)).status, 201);
        target = await openTarget(auth0SourceScripts({ domain: source.domain, connection: 'legacy' }), {
            configuration: { SOURCE_CLIENT_ID: source.clientId, SOURCE_CLIENT_SECRET: source.clientSecret },
            hosts: [source.domain],
        });
    });
    after(async () => {
        await target.close();
        await source.close();
    });

    it('move the account that logs in, and not the one that it is linked to', async () => {
        assert.equal((await target.logInto('work@example.com', 'Pass-of-work-1')).status, 200);
        assert.deepEqual(await target.userIds(), ['auth0|work-1']);
        assert.equal((await target.logInto('ann@example.com', 'Pass-of-work-1')).status, 403);
        assert.equal((await target.logInto('ann@example.com', 'Pass-of-ann-1')).status, 200);
        assert.deepEqual((await target.userIds()).sort(), ['auth0|ann-1', 'auth0|work-1']);
    });
});
