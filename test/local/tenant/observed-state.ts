type Get = (path: string) => Promise<unknown>;
type Row = Record<string, unknown>;

const OF_ROLE = ['permissions', 'users'];
const OF_ORGANIZATION = ['members?fields=user_id,roles', 'invitations', 'enabled_connections', 'discovery-domains'];
const OF_USER = ['', '/roles', '/permissions', '/organizations', '/authentication-methods', '/sessions'];

/** Reads everything that the Management API shows of a tenant, but jobs, whose links change, and the log, which follows its answers. */
export async function observeState(get: Get): Promise<Map<string, unknown>> {
    const state = new Map<string, unknown>();
    const read = async (path: string) => {
        const answer = await get(`/api/v2/${path}`);
        state.set(path, answer);
        return answer;
    };
    const list = async (path: string) => ((await read(path)) ?? []) as Row[];

    for (const path of ['connections', 'clients', 'client-grants', 'resource-servers', 'tenants/settings', 'grants'])
        await read(path);
    for (const name of ['brute-force-protection', 'suspicious-ip-throttling']) await read(`attack-protection/${name}`);
    for (const { id } of await list('roles')) for (const part of OF_ROLE) await read(`roles/${String(id)}/${part}`);
    for (const { id } of await list('organizations'))
        for (const part of OF_ORGANIZATION) await read(`organizations/${String(id)}/${part}`);
    for (const { user_id: id } of await list('users?per_page=50'))
        for (const part of OF_USER) await read(`users/${encodeURIComponent(String(id))}${part}`);
    return state;
}
