import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from '../../local/tenant/open-tenant.ts';
import { openAuth0Source } from './sources/auth0-source.ts';
import { ANN, BO } from './sources/script-source.ts';

// Auth0's default. @see https://auth0.com/docs/secure/attack-protection/brute-force-protection (read 2026-08-20)
const WRONG_PASSWORDS = 10;

/** What the preview warns of: the source sees one address, Auth0's own, whoever logs in. */
describe('the attack protection of a source', function () {
    this.timeout(300_000);
    let source: Awaited<ReturnType<typeof openAuth0Source>>;
    let tenant: OpenTenant;

    beforeEach(async () => {
        source = await openAuth0Source();
        const options = {
            ...{ enabledDatabaseCustomization: true, import_mode: true, customScripts: source.scripts() },
            configuration: source.configuration,
        };
        tenant = await openTenant({
            control: true,
            scriptHosts: source.hosts,
            seed: [{ connection: { name: 'customers', options } }],
        });
        // Here everybody comes from an address of their own.
        await tenant.management.clients.update(tenant.clientId, { is_token_endpoint_ip_header_trusted: true });
    });
    afterEach(async () => {
        await tenant.close();
        await source.close();
    });

    const logInFrom = async (address: string, username: string, password: string) => {
        const response = await tenant.fetch(`https://${tenant.domain}/oauth/token`, {
            method: 'POST',
            headers: { 'auth0-forwarded-for': address },
            body: new URLSearchParams({
                grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
                ...{ client_id: tenant.clientId, client_secret: tenant.clientSecret, realm: 'customers' },
                ...{ username, password },
            }),
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    it('shuts out whoever others have tried, from wherever they log in, and says so', async () => {
        for (let index = 1; index <= WRONG_PASSWORDS; index += 1)
            assert.equal((await logInFrom(`192.0.2.${index}`, ANN.email, 'wrong')).status, 403);
        const { status, body } = await logInFrom('198.51.100.7', ANN.email, ANN.password);
        assert.equal(status, 403);
        assert.match(String(body['error_description']), /^Too many attempts/);
        const other = await logInFrom('198.51.100.8', BO.email, BO.password);
        assert.equal(other.body['error_description'], 'user is blocked', 'others are asked for as before');
    });

    it('shuts out everybody after a few wrong passwords of several, until Auth0 may ask as often as it wants', async () => {
        const { suspiciousIpThrottling, bruteForceProtection } = source.management.attackProtection;
        await suspiciousIpThrottling.update({ stage: { 'pre-login': { max_attempts: 3, rate: 864_000 } } });
        for (let index = 1; index <= 3; index += 1) {
            const { status } = await logInFrom(`192.0.2.${index}`, `nobody-${index}@example.com`, 'wrong');
            assert.equal(status, 403);
        }
        const { status, body } = await logInFrom('198.51.100.7', ANN.email, ANN.password);
        assert.deepEqual([status, body['error']], [403, 'access_denied']);
        assert.match(String(body['error_description']), /throttles the addresses that Auth0 asks from/);

        // What the preview asks for, with the only addresses that there are here.
        const allowlist = ['127.0.0.1', '::1'];
        await suspiciousIpThrottling.update({ allowlist });
        await bruteForceProtection.update({ allowlist });
        for (let index = 1; index <= WRONG_PASSWORDS; index += 1)
            assert.equal((await logInFrom(`192.0.2.${index}`, ANN.email, 'wrong')).status, 403);
        assert.equal((await logInFrom('198.51.100.7', ANN.email, ANN.password)).status, 200);
    });
});
