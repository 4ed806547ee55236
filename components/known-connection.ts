import * as pulumi from '@pulumi/pulumi';
import type { ClientCredentials } from '../migrator/index.ts';
import { credentialsOf } from './auth0-tenant.ts';
import type { CountedSource } from './import-mode/import-mode-settings.ts';

/** A connection that the program itself can look at: its tenant and name are known. */
export interface KnownConnection {
    readonly credentials: ClientCredentials;
    readonly connectionName: string;
}

/** Waits until the tenant and the name of a connection are known. */
export function knownConnection({ tenant, connectionName }: CountedSource): pulumi.Output<KnownConnection> {
    return pulumi
        .all([credentialsOf(tenant), connectionName])
        .apply(([credentials, name]) => ({ credentials, connectionName: name }));
}
