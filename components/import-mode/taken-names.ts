import * as auth0 from '@pulumi/auth0';
import * as pulumi from '@pulumi/pulumi';
import type { ScriptPolicy } from '../../migrator/scripts/import-scripts.ts';
import type { ConnectionInMaking } from './import-mode-settings.ts';
import { warnOfRefusedClient } from './warn-of-refused-client.ts';

/** What scripts have to know of the connection, among it how to look for usernames and phone numbers that are taken. */
export interface TakenNames {
    readonly policy: pulumi.Output<Pick<ScriptPolicy, 'target' | 'hasContext'>>;
    readonly configuration: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Lets Login look who has a username already, by a client of the target tenant that is made for it. */
export function lookForTakenNames(
    { name, connectionName, tenant, hasScriptContext: hasContext, parent }: ConnectionInMaking,
    isWanted: boolean,
): TakenNames {
    if (!isWanted) return { policy: pulumi.output({ hasContext }), configuration: {} };
    // Not protected as the connection is: when the migration is over, the client goes.
    const options = { parent, provider: tenant.provider, protect: false };
    const { clientId } = new auth0.Client(
        `${name}-target-client`,
        {
            name: pulumi.interpolate`${connectionName}: taken names`,
            description: 'Looks whether a username is taken before a user moves; made by auth0-user-migration.',
            appType: 'non_interactive',
            grantTypes: ['client_credentials'],
        },
        options,
    );
    const credentials = new auth0.ClientCredentials(
        `${name}-target-credentials`,
        { clientId, authenticationMethod: 'client_secret_post' },
        options,
    );
    const grant = new auth0.ClientGrant(
        `${name}-target-grant`,
        { clientId, audience: pulumi.interpolate`https://${tenant.domain}/api/v2/`, scopes: ['read:users'] },
        options,
    );
    const secret = pulumi.all([credentials.clientSecret, grant.id]).apply(([value]) => value);
    warnOfRefusedClient(tenant, { clientId, clientSecret: secret }, true, parent);
    return {
        policy: pulumi.output({ hasContext, target: { domain: tenant.domain, connection: connectionName } }),
        configuration: { TARGET_CLIENT_ID: clientId, TARGET_CLIENT_SECRET: pulumi.secret(secret) },
    };
}
