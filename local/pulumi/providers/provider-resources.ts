import { randomUUID } from 'node:crypto';
import type { PropertyMap } from '../values/property-value.ts';
import { PROVIDER_TYPE_PREFIX } from '../values/urn.ts';
import type {
    CheckAnswer,
    DiffAnswer,
    OldProperties,
    ReadAnswer,
    ResourceAnswer,
    ResourceProvider,
    ResourceTarget,
} from './resource-provider.ts';

const KNOWN_PACKAGES = ['auth0'];

/**
 * Answers for provider resources themselves: nothing exists outside but their settings, and a changed setting is an
 * update, never a replacement.
 */
export class ProviderResources implements ResourceProvider {
    check({ type }: ResourceTarget, _oldInputs: PropertyMap, newInputs: PropertyMap): Promise<CheckAnswer> {
        const name = type.slice(PROVIDER_TYPE_PREFIX.length);
        if (!KNOWN_PACKAGES.includes(name)) {
            return Promise.reject(
                new Error(
                    `The local Pulumi host, a stand-in for the engine, does not know the provider of package \`${name}\`. ` +
                        'The real Pulumi CLI does.',
                ),
            );
        }
        return Promise.resolve({ inputs: newInputs, failures: [] });
    }

    diff(): Promise<DiffAnswer> {
        return Promise.resolve({ changes: 'unknown', replaces: [], changedKeys: [], deleteBeforeReplace: false });
    }

    create(_target: ResourceTarget, inputs: PropertyMap): Promise<ResourceAnswer> {
        return Promise.resolve({ id: randomUUID(), outputs: inputs });
    }

    update(_target: ResourceTarget, _id: string, _old: OldProperties, newInputs: PropertyMap): Promise<PropertyMap> {
        return Promise.resolve(newInputs);
    }

    read(_target: ResourceTarget, id: string, old: OldProperties): Promise<ReadAnswer> {
        return Promise.resolve({ id, outputs: old.outputs });
    }

    delete(): Promise<void> {
        return Promise.resolve();
    }

    invoke(token: string): Promise<PropertyMap> {
        return Promise.reject(new Error(`\`${token}\` is not a function of a provider.`));
    }
}
