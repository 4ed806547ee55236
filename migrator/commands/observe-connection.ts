import type { ClientCredentials } from '../tenant/access-token.ts';
import { openObserver } from '../tenant/open-observer.ts';

/** A connection as Auth0 has it now. */
export interface ObservedConnection {
    /** `con_` and 16 characters. */
    readonly id: string;
    /** `auth0` for a database. */
    readonly strategy: string;
    /** By Auth0's own names; `undefined` where the token may not see them. */
    readonly options: Readonly<Record<string, unknown>> | undefined;
    /** By search, which lags behind by seconds. */
    readonly users: number;
}

/**
 * Reads one database connection; changes nothing, and does not retry.
 *
 * @param credentials - how to log in to the tenant
 * @param name - name of the connection
 * @returns undefined when there is none of this name
 * @throws {MigrationError} what the token endpoint says; anything else as the SDK throws it
 */
export async function observeConnection(
    credentials: ClientCredentials,
    name: string,
): Promise<ObservedConnection | undefined> {
    const client = await openObserver(credentials);
    const page = await client.connections.list({ name, take: 1 });
    const connection = page.data.find((candidate) => candidate.name === name);
    if (connection === undefined) return undefined;
    const users = await client.users.list({
        q: `identities.connection:"${name}"`,
        per_page: 1,
        include_totals: true,
        fields: 'user_id',
    });
    return {
        id: connection.id ?? '',
        strategy: connection.strategy ?? '',
        options: connection.options as Readonly<Record<string, unknown>> | undefined,
        users: (users.response as { total?: number }).total ?? 0,
    };
}
