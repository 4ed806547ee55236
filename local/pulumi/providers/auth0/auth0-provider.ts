import { diffProperties, type PropertyDiff } from '../../values/property-diff.ts';
import { parsePropertyPath, pathContains } from '../../values/property-path.ts';
import { containsUnknown, isMap, type PropertyMap, type PropertyValue } from '../../values/property-value.ts';
import { annotateSecrets, revealSecrets } from '../../values/secret.ts';
import type {
    CheckAnswer,
    DiffAnswer,
    OldProperties,
    ReadAnswer,
    ResourceAnswer,
    ResourceProvider,
    ResourceTarget,
} from '../resource-provider.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { client } from './client.ts';
import { clientCredentials } from './client-credentials.ts';
import { clientGrant } from './client-grant.ts';
import { connection } from './connection.ts';
import { connectionClient } from './connection-client.ts';
import { connectionClients } from './connection-clients.ts';
import { getConnection } from './get-connection.ts';
import { ManagementClient, type TenantCredentials } from './management-client.ts';
import { organizationConnection } from './organization-connection.ts';

const RESOURCES: Readonly<Record<string, Auth0Resource>> = {
    'auth0:index/client:Client': client,
    'auth0:index/clientCredentials:ClientCredentials': clientCredentials,
    'auth0:index/clientGrant:ClientGrant': clientGrant,
    'auth0:index/connection:Connection': connection,
    'auth0:index/connectionClient:ConnectionClient': connectionClient,
    'auth0:index/connectionClients:ConnectionClients': connectionClients,
    'auth0:index/organizationConnection:OrganizationConnection': organizationConnection,
};
const GET_CONNECTION = 'auth0:index/getConnection:getConnection';

/** Says that a provider cannot be asked yet, since one of its settings is known only after `up`. */
export class ProviderNotConfigured extends Error {
    override readonly name = 'ProviderNotConfigured';
}

/** Answers for the `auth0:*` resources of this package's components by calling the Management API of one tenant. */
export class Auth0Provider implements ResourceProvider {
    readonly #settings: PropertyMap;
    readonly #env: NodeJS.ProcessEnv;
    #client: ManagementClient | undefined;

    private constructor(settings: PropertyMap, env: NodeJS.ProcessEnv) {
        this.#settings = settings;
        this.#env = env;
    }

    /** Makes the provider that a provider resource describes; what it leaves open comes from the environment. */
    static fromInputs(inputs: PropertyMap, env: NodeJS.ProcessEnv): Auth0Provider {
        return new Auth0Provider(revealSecrets(inputs), env);
    }

    /** Makes the default provider from the `auth0:` keys of the stack; what they leave open comes from the environment. */
    static fromConfig(config: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Auth0Provider {
        const settings = Object.entries(config)
            .filter(([key]) => key.startsWith('auth0:'))
            .map(([key, value]) => [key.slice('auth0:'.length), value] as const);
        return new Auth0Provider(Object.fromEntries(settings), env);
    }

    check(target: ResourceTarget, oldInputs: PropertyMap, newInputs: PropertyMap): Promise<CheckAnswer> {
        return attempt(() => {
            const { inputs, failures } = resourceOf(target).check(
                target,
                revealSecrets(oldInputs),
                revealSecrets(newInputs),
            );
            return { inputs: annotateSecrets(inputs, newInputs), failures };
        });
    }

    diff(target: ResourceTarget, _id: string, old: OldProperties, newInputs: PropertyMap): Promise<DiffAnswer> {
        return attempt(() => {
            const { forceNew, writeOnly } = resourceOf(target);
            const diffs = diffDeclared(revealOld(old), revealSecrets(newInputs), writeOnly);
            const changedKeys = [...new Set(diffs.map(({ path }) => String(path[0])))];
            return {
                changes: diffs.length === 0 ? 'none' : 'some',
                changedKeys,
                replaces: changedKeys.filter((key) => forceNew.includes(key)),
                // A new name is what replaces a connection, so old and new can stand side by side.
                deleteBeforeReplace: false,
            };
        });
    }

    async create(target: ResourceTarget, inputs: PropertyMap): Promise<ResourceAnswer> {
        const { id, outputs } = await resourceOf(target).create(this.#getClient(), revealSecrets(inputs));
        return { id, outputs: annotateSecrets(outputs, inputs) };
    }

    async update(target: ResourceTarget, id: string, old: OldProperties, newInputs: PropertyMap): Promise<PropertyMap> {
        const outputs = await resourceOf(target).update(
            this.#getClient(),
            id,
            revealOld(old),
            revealSecrets(newInputs),
        );
        return annotateSecrets(outputs, newInputs);
    }

    async read(target: ResourceTarget, id: string, old: OldProperties): Promise<ReadAnswer> {
        const answer = await resourceOf(target).read(this.#getClient(), id, revealOld(old));
        return { id: answer.id, outputs: annotateSecrets(answer.outputs, old.inputs) };
    }

    async delete(target: ResourceTarget, id: string, old: OldProperties): Promise<void> {
        await resourceOf(target).delete(this.#getClient(), id, revealOld(old));
    }

    async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
        if (token !== GET_CONNECTION) {
            throw new Error(unknownMessage(token));
        }
        return getConnection(this.#getClient(), revealSecrets(args));
    }

    #getClient(): ManagementClient {
        this.#client ??= new ManagementClient(this.#readCredentials(), this.#env);
        return this.#client;
    }

    #readCredentials(): TenantCredentials {
        const read = (name: string, variable: string): string | undefined => {
            const value = this.#settings[name] ?? this.#env[variable];
            if (containsUnknown(value)) {
                throw new ProviderNotConfigured(`The setting \`${name}\` of the auth0 provider is not known yet.`);
            }
            return typeof value === 'string' && value !== '' ? value : undefined;
        };
        const need = (name: string, variable: string): string => {
            const value = read(name, variable);
            if (value === undefined) {
                throw new Error(
                    `Expected \`${name}\` of the auth0 provider to be set, got nothing. Set it, or ${variable}.`,
                );
            }
            return value;
        };
        const domain = need('domain', 'AUTH0_DOMAIN')
            .replace(/^.*\/\//, '')
            .replace(/\/+$/, '');
        const apiToken = read('apiToken', 'AUTH0_API_TOKEN');
        const audience = read('audience', 'AUTH0_AUDIENCE');
        if (apiToken !== undefined) {
            return { domain, apiToken, clientId: '', clientSecret: '' };
        }
        const clientId = need('clientId', 'AUTH0_CLIENT_ID');
        return { domain, clientId, clientSecret: need('clientSecret', 'AUTH0_CLIENT_SECRET'), audience };
    }
}

/**
 * Compares what the program declares with what the tenant said last, as the bridged provider does: a value that is not
 * declared any more is a change, one that never was is the tenant's own business.
 */
function diffDeclared(old: OldProperties, inputs: PropertyMap, writeOnly: readonly string[]): PropertyDiff[] {
    const hidden = writeOnly.map(parsePropertyPath);
    const drift = diffProperties(selectDeclared(old.outputs, inputs) as PropertyMap, inputs);
    const changed = diffProperties(old.inputs, inputs);
    const isHidden = ({ path }: PropertyDiff): boolean => hidden.some((outer) => pathContains(outer, path));
    return [
        ...drift.filter((diff) => !isHidden(diff)),
        ...changed.filter((diff) => isHidden(diff) || diff.kind === 'delete'),
    ];
}

function selectDeclared(observed: PropertyValue | undefined, declared: PropertyValue | undefined): PropertyValue {
    if (Array.isArray(observed) && Array.isArray(declared)) {
        // Lists of texts are sets at the API: clients, realms, grant types.
        const isSet = [...observed, ...declared].every((item) => typeof item === 'string');
        return isSet && observed.length === declared.length && observed.every((item) => declared.includes(item))
            ? declared
            : observed.map((item, index) => (index < declared.length ? selectDeclared(item, declared[index]) : item));
    }
    if (isMap(observed) && isMap(declared)) {
        return Object.fromEntries(
            Object.keys(declared).map((key) => [key, selectDeclared(observed[key], declared[key])]),
        );
    }
    // The API leaves out what is false or empty, and means the same.
    return observed ?? (isEmpty(declared) ? (declared ?? null) : null);
}

function isEmpty(value: PropertyValue | undefined): boolean {
    return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value;
}

function resourceOf({ type }: ResourceTarget): Auth0Resource {
    const resource = RESOURCES[type];
    if (resource === undefined) {
        throw new Error(unknownMessage(type));
    }
    return resource;
}

function unknownMessage(token: string): string {
    return `The local Pulumi host, a stand-in for the engine, does not know \`${token}\`. The real Pulumi CLI does.`;
}

function revealOld(old: OldProperties): OldProperties {
    return { inputs: revealSecrets(old.inputs), outputs: revealSecrets(old.outputs) };
}

function attempt<Answer>(run: () => Answer): Promise<Answer> {
    return new Promise((resolve) => {
        resolve(run());
    });
}
