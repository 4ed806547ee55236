import type * as pulumi from '@pulumi/pulumi';
import type { DatabaseScriptTexts } from '../../migrator/scripts/check-scripts.ts';
import type { Auth0Tenant } from '../auth0-tenant.ts';

/** The connection that an import mode is declared for. */
export interface ConnectionInMaking {
    /** Name of the component. */
    readonly name: string;
    /** Name of the connection in Auth0. */
    readonly connectionName: pulumi.Output<string>;
    readonly tenant: Auth0Tenant;
    /** Whether Auth0 calls its scripts with their context. */
    readonly hasScriptContext: pulumi.Output<boolean>;
    /** Whatever is made for it belongs to it. */
    readonly parent: pulumi.Resource;
}

/** What an import mode comes to. */
export interface ImportModeParts {
    /** The scripts of the connection, as text. */
    readonly scripts: pulumi.Input<DatabaseScriptTexts>;
    /** Kept as secrets. */
    readonly configuration: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
    /** What the preview says, for a person. */
    readonly notes: pulumi.Input<readonly string[]>;
}

/** A connection that users move from, as far as it can be counted. */
export interface CountedSource {
    readonly tenant: Auth0Tenant;
    readonly connectionName: pulumi.Output<string>;
}

/** How users of a connection move as they log in; made by `importModeFrom` and its kin, taken by `DatabaseConnection`. */
export interface ImportModeSettings {
    /** Where the users come from. */
    readonly kind: 'auth0' | 'http' | 'postgres' | 'mysql' | 'mongo' | 'scripts' | 'finished';
    /** Where the users come from, if Auth0 can count them. */
    readonly source?: CountedSource | undefined;
    /** Whether somebody has said that everybody moved, or that those who did not may be left behind. */
    readonly isConfirmed?: boolean;
    /**
     * Makes what it takes; the connection calls it once.
     *
     * @param connection - the connection that users move into
     */
    declare(connection: ConnectionInMaking): ImportModeParts;
}
