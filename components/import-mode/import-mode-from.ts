import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import { auth0SourceScripts } from '../../migrator/scripts/auth0-scripts.ts';
import type { DatabaseConnection } from '../database-connection.ts';
import { IMPORT_MODE_CLIENT } from './import-mode-client.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';
import { ghostNotes, type ImportModePolicy } from './script-arguments.ts';
import { lookForTakenNames } from './taken-names.ts';
import { warnOfRefusedClient } from './warn-of-refused-client.ts';

/** How users move from another connection of Auth0. */
export interface ImportModeFromArgs extends ImportModePolicy {
    /**
     * Whether usernames and phone numbers move too; a login by username needs them.
     *
     * @default neither
     */
    readonly carries?: readonly ('username' | 'phone_number')[];
    /**
     * Key of `app_metadata` that keeps the source's full user ID.
     *
     * @default 'previous_user_id'
     */
    readonly rememberIdAs?: string;
    /**
     * A client of the source tenant, with the grant password-realm, enabled for the source connection, and `read:users` on its Management API.
     *
     * @default one that is made for it
     */
    readonly client?: { readonly clientId: pulumi.Input<string>; readonly clientSecret: pulumi.Input<string> };
}

const GRANT_TYPES = ['http://auth0.com/oauth/grant-type/password-realm', 'client_credentials'];

/**
 * Moves the users of another database connection as they log in, of this tenant or another.
 *
 * Login asks the source's token endpoint, and profiles are read with its Management API, by a client that is made for it. Where both connections are
 * in one tenant, the source's name is put before the IDs, for two users of a tenant must not have the same.
 *
 * @param source - the connection that users come from
 * @param args - how they move
 */
export function importModeFrom(source: DatabaseConnection, args: ImportModeFromArgs = {}): ImportModeSettings {
    const { client, checksTakenNames = false, ...policy } = args;
    return {
        kind: 'auth0',
        source,
        declare(connection) {
            const { name, connectionName, tenant, parent } = connection;
            const taken = lookForTakenNames(connection, checksTakenNames && (policy.carries ?? []).length > 0);
            const made = client ?? makeClient(name, connectionName, source, parent);
            warnOfRefusedClient(source.tenant, made, client === undefined, parent);
            const from = pulumi
                .all([source.tenant.domain, source.connectionName, tenant.domain])
                .apply(([domain, sourceName, targetDomain]) => ({
                    domain,
                    connection: sourceName,
                    idPrefix: policy.idPrefix ?? (targetDomain === domain ? `${sourceName}|` : ''),
                }));
            return {
                scripts: pulumi
                    .all([from, taken.policy])
                    .apply(([known, takenPolicy]) => auth0SourceScripts({ ...policy, ...takenPolicy, ...known })),
                configuration: {
                    SOURCE_CLIENT_ID: made.clientId,
                    SOURCE_CLIENT_SECRET: made.clientSecret,
                    ...taken.configuration,
                },
                notes: from.apply(({ domain, connection: sourceName, idPrefix }) => [
                    `Users of ${sourceName} (${domain}) move as they log in` +
                        (idPrefix === '' ? ', with their IDs.' : `, with \`${idPrefix}\` before their IDs.`),
                    `All their logins reach ${domain} from Auth0's own addresses. Its suspicious IP throttling and brute-force protection would mistake a few ` +
                        'wrong passwords for an attack and lock everybody out. Allow these addresses there: `auth0.getOutboundIps`, in the ' +
                        'allowlists of `auth0.AttackProtection`.',
                    ...ghostNotes(args, policy.carries ?? []),
                ]),
            };
        },
    };
}

function makeClient(
    name: string,
    connectionName: pulumi.Output<string>,
    source: DatabaseConnection,
    parent: pulumi.Resource,
): { readonly clientId: pulumi.Output<string>; readonly clientSecret: pulumi.Output<string> } {
    // Not protected as the connection is: when the migration is over, the client goes.
    const options = { parent, provider: source.tenant.provider, protect: false };
    const client = new auth0.Client(
        `${name}-source-client`,
        {
            name: pulumi.interpolate`${connectionName}: import mode`,
            description: IMPORT_MODE_CLIENT,
            appType: 'regular_web',
            grantTypes: GRANT_TYPES,
            oidcConformant: true,
        },
        options,
    );
    const { clientId } = client;
    source.addClient(clientId);
    const credentials = new auth0.ClientCredentials(
        `${name}-source-credentials`,
        { clientId, authenticationMethod: 'client_secret_post' },
        options,
    );
    const grant = new auth0.ClientGrant(
        `${name}-source-grant`,
        { clientId, audience: pulumi.interpolate`https://${source.tenant.domain}/api/v2/`, scopes: ['read:users'] },
        options,
    );
    const enabled = new auth0.ConnectionClient(
        `${name}-source-enabled`,
        { connectionId: source.connectionId, clientId },
        options,
    );
    // The secret is known only once it can be used.
    const clientSecret = pulumi.all([credentials.clientSecret, grant.id, enabled.id]).apply(([secret]) => secret);
    return { clientId, clientSecret: pulumi.secret(clientSecret) };
}
