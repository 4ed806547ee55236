import { readFileSync } from 'node:fs';
import { auth0SourceScripts } from '../../../../migrator/scripts/auth0-scripts.ts';
import { type OpenTenant, openTenant } from '../../../local/tenant/open-tenant.ts';
import { type InterferingProxy, startInterferingProxy } from '../../running/interfering-proxy.ts';
import { trust } from '../../running/trust.ts';
import { type ScriptSource, USERS } from './script-source.ts';

const CONNECTION = 'legacy';

/** A database connection in another tenant. */
export async function openAuth0Source(): Promise<
    ScriptSource & { readonly proxy: InterferingProxy; readonly management: OpenTenant['management'] }
> {
    const tenant = await openTenant({
        control: true,
        seed: [
            { connection: { name: CONNECTION, options: { requires_username: true } } },
            { connection: { name: 'other' } },
            ...USERS.map(({ id, email, username, password, name, isBlocked = false }) => ({
                user: {
                    ...{ connection: CONNECTION, user_id: id, email, username, password, name, blocked: isBlocked },
                    ...{ email_verified: true, user_metadata: { plan: 'gold' }, app_metadata: { level: 3 } },
                },
            })),
            { user: { connection: 'other', user_id: 'else-1', email: 'else@example.com', password: 'Legacy-pass-3' } },
        ],
    });
    const proxy = await startInterferingProxy(tenant.domain, readFileSync(tenant.caFile, 'utf8'));
    trust(proxy.caFile);
    let release = (): void => undefined;
    return {
        proxy,
        management: tenant.management,
        scripts: (choices = {}) =>
            auth0SourceScripts({
                domain: proxy.domain,
                connection: CONNECTION,
                carries: ['username'],
                ...choices,
            }),
        configuration: { SOURCE_CLIENT_ID: tenant.clientId, SOURCE_CLIENT_SECRET: tenant.clientSecret },
        hosts: [proxy.domain],
        breakDown(how) {
            const slow = new Promise<undefined>((resolve) => {
                release = () => {
                    resolve(undefined);
                };
            });
            const nonsense = {
                status: 200,
                headers: { 'content-type': 'text/html' },
                body: Buffer.from('<html>Welcome!</html>'),
            };
            proxy.interferences = {
                beforeTenant: () => (how === 'away' ? 'cut' : how === 'slow' ? slow : nonsense),
            };
        },
        mend() {
            release();
            proxy.interferences = {};
        },
        contacts: () => proxy.requests.length,
        async close() {
            release();
            await proxy.close();
            await tenant.close();
        },
    };
}
