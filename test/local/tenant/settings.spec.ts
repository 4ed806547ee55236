import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

type Flags = Record<string, boolean>;

describe('local tenant, settings', () => {
    let tenant: OpenTenant;

    beforeEach(async () => {
        tenant = await openTenant({ seed: [{ connection: { name: 'db' } }] });
    });
    afterEach(() => tenant.close());

    it('has those of a new tenant from the start', async () => {
        const settings = await tenant.management.tenants.settings.get();
        assert.equal(settings.session_lifetime, 168);
        assert.equal(settings.idle_session_lifetime, 72);
        assert.equal(settings.default_directory, '');
        assert.deepEqual(settings.enabled_locales, ['en']);
        assert.equal(settings.flags?.enable_public_signup_user_exists_error, false);
        assert.equal(settings.flags.revoke_refresh_token_grant, false);
    });

    it('merges flags, replaces everything else, and shows what was set', async () => {
        const { settings } = tenant.management.tenants;
        await settings.update({ flags: { enable_client_connections: true, enable_sso: false } });
        const changed = await settings.update({
            flags: { enable_sso: true },
            enabled_locales: ['de'],
            default_directory: 'db',
        });
        assert.deepEqual([changed.flags?.enable_client_connections, changed.flags?.enable_sso], [true, true]);
        const shown = await settings.get();
        assert.deepEqual(shown.flags, changed.flags);
        assert.deepEqual([shown.enabled_locales, shown.default_directory], [['de'], 'db']);
        assert.deepEqual((await settings.update({ default_directory: '' })).default_directory, '');
    });

    it('removes what is set to nothing', async () => {
        const { settings } = tenant.management.tenants;
        await settings.update({
            default_redirection_uri: 'https://example.com/',
            mtls: { enable_endpoint_aliases: true },
        });
        const changed = await settings.update({ default_redirection_uri: '', mtls: null });
        assert.equal(changed.default_redirection_uri, undefined);
        assert.equal(changed.mtls, undefined);
    });

    it('refuses what the OpenAPI document does, and changes nothing', async () => {
        const before = await tenant.management.tenants.settings.get();
        for (const body of [
            { flags: { enable_sso: 'yes' } },
            { flags: { enable_everything: true } as Flags },
            { session_lifetime: '168' },
            { unheard_of: true },
            { enabled_locales: ['xx-nowhere'] },
            { default_directory: 'nowhere' },
            {},
        ])
            assert.equal(
                (await tenant.call('PATCH', '/api/v2/tenants/settings', body)).status,
                400,
                JSON.stringify(body),
            );
        assert.deepEqual(await tenant.management.tenants.settings.get(), before);
    });
});
