import type { ImportScripts } from '../../../../migrator/scripts/import-scripts.ts';
import { type OpenTenant, openTenant } from '../../../local/tenant/open-tenant.ts';

/** A tenant whose connection `customers` has scripts that a test changes. */
export interface OpenTarget extends OpenTenant {
    use(scripts: ImportScripts): Promise<void>;
    logInto(identifier: string, password: string): Promise<{ status: number; error: unknown; description: string }>;
    /** The users of the connection, by `user_id`. */
    userIds(): Promise<(string | undefined)[]>;
}

const ID = 'con_0000000000000001';

/** Opens a tenant with import mode and scripts. */
export async function openTarget(
    scripts: ImportScripts,
    source: { readonly configuration: Readonly<Record<string, string>>; readonly hosts: readonly string[] },
): Promise<OpenTarget> {
    const optionsFor = (customScripts: ImportScripts) => ({
        ...{ enabledDatabaseCustomization: true, import_mode: true, requires_username: true, customScripts },
        configuration: source.configuration,
    });
    const tenant = await openTenant({
        control: true,
        scriptHosts: source.hosts,
        seed: [{ connection: { id: ID, name: 'customers', options: optionsFor(scripts) } }],
    });
    return {
        ...tenant,
        async use(next) {
            const { status } = await tenant.call('PATCH', `/api/v2/connections/${ID}`, { options: optionsFor(next) });
            if (status !== 200) throw new Error(`The connection was not changed: HTTP ${status}.`);
        },
        async logInto(identifier, password) {
            const { status, body } = await tenant.logIn('customers', identifier, password);
            return { status, error: body['error'], description: String(body['error_description']) };
        },
        async userIds() {
            const { data } = await tenant.management.users.list({ q: 'identities.connection:"customers"' });
            return data.map(({ user_id: id }) => id);
        },
    };
}
