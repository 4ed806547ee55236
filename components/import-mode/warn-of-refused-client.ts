import * as pulumi from '@pulumi/pulumi';
import type { Auth0Tenant } from '../auth0-tenant.ts';

/**
 * Warns in a preview if a tenant refuses the client by which scripts ask it. One that is still to be made is not tried.
 *
 * @param isManaged - whether Pulumi made the client, and so can mend it
 */
export function warnOfRefusedClient(
    { domain }: Auth0Tenant,
    { clientId, clientSecret }: Readonly<Record<'clientId' | 'clientSecret', pulumi.Input<string>>>,
    isManaged: boolean,
    parent: pulumi.Resource,
): void {
    if (!pulumi.runtime.isDryRun()) return;
    pulumi.all([domain, clientId, clientSecret]).apply(async ([host, id, secret]) => {
        const { findClientRefusal } = await import('auth0-user-migration/migrator');
        const statusCode = await findClientRefusal({ domain: host, clientId: id, clientSecret: secret });
        if (statusCode === undefined) return;
        await pulumi.log.warn(
            `The tenant ${host} refuses the client by which the scripts ask it (HTTP ${statusCode}), so users who have yet to move cannot log in. ` +
                (isManaged
                    ? 'Run `pulumi refresh`, then `pulumi up`.'
                    : 'Give `client` the ID and the secret that it has now, and look at its grant.') +
                ' See docs/import-mode.md.',
            parent,
        );
    });
}
