import type { ResourceState } from '../state/resource-state.ts';
import type { PropertyMap } from '../values/property-value.ts';
import { PROVIDER_TYPE_PREFIX, parseProviderReference } from '../values/urn.ts';
import { Auth0Provider } from './auth0/auth0-provider.ts';
import { ProviderResources } from './provider-resources.ts';
import type { ResourceProvider } from './resource-provider.ts';

/** What the registry is made from. */
export interface ProviderRegistryOptions {
    /** Every key of the stack, secrets in clear. */
    readonly config: Readonly<Record<string, string>>;
    readonly env: NodeJS.ProcessEnv;
    /** Starts the process of the dynamic providers; called at most once. */
    readonly startDynamicProvider: () => Promise<ResourceProvider>;
    /** Finds a provider resource that the program has not registered in this run. */
    readonly findInState: (urn: string) => ResourceState | undefined;
}

/** The fields of a resource that choose its provider. */
export type Provided = Pick<ResourceState, 'type' | 'provider'>;

/** Knows which provider answers for which resource, and makes providers when they are first needed. */
export class ProviderRegistry {
    readonly #options: ProviderRegistryOptions;
    readonly #providerResources = new ProviderResources();
    readonly #explicit = new Map<string, Auth0Provider>();
    #dynamic: Promise<ResourceProvider> | undefined;
    #defaultAuth0: Auth0Provider | undefined;

    constructor(options: ProviderRegistryOptions) {
        this.#options = options;
    }

    /**
     * Gives the provider of a resource.
     *
     * @throws {Error} when the stand-in does not know the type
     */
    providerOf(resource: Provided): Promise<ResourceProvider> {
        return this.#find(resource.type, resource.provider);
    }

    /** Gives the provider of a function, by its token. */
    providerOfFunction(token: string, reference: string): Promise<ResourceProvider> {
        return this.#find(token, reference === '' ? undefined : reference);
    }

    /** Takes over the settings of a provider resource after its step; other resources are of no interest. */
    remember(state: ResourceState): void {
        if (state.type === `${PROVIDER_TYPE_PREFIX}auth0`) {
            this.#explicit.set(state.urn, Auth0Provider.fromInputs(state.inputs, this.#options.env));
        }
    }

    async #find(token: string, reference: string | undefined): Promise<ResourceProvider> {
        if (token.startsWith(PROVIDER_TYPE_PREFIX)) {
            return this.#providerResources;
        }
        if (token.startsWith('pulumi-nodejs:')) {
            this.#dynamic ??= this.#options.startDynamicProvider();
            return this.#dynamic;
        }
        if (token.startsWith('auth0:')) {
            return reference === undefined ? this.#auth0FromConfig() : this.#auth0FromResource(reference);
        }
        throw new Error(
            `The local Pulumi host, a stand-in for the engine, does not know \`${token}\`. ` +
                'It answers dynamic resources and the few auth0 types of this package; the real Pulumi CLI does the rest.',
        );
    }

    #auth0FromConfig(): Auth0Provider {
        this.#defaultAuth0 ??= Auth0Provider.fromConfig(this.#options.config, this.#options.env);
        return this.#defaultAuth0;
    }

    #auth0FromResource(reference: string): Auth0Provider {
        const { urn } = parseProviderReference(reference);
        const known = this.#explicit.get(urn);
        if (known !== undefined) {
            return known;
        }
        const inputs: PropertyMap | undefined = this.#options.findInState(urn)?.inputs;
        if (inputs === undefined) {
            throw new Error(`The provider ${urn} is neither in the program nor in the state.`);
        }
        const provider = Auth0Provider.fromInputs(inputs, this.#options.env);
        this.#explicit.set(urn, provider);
        return provider;
    }
}
