import type { PropertyMap } from '../../values/property-value.ts';
import type { CheckAnswer, DiffAnswer, OldProperties, ReadAnswer, ResourceTarget } from '../resource-provider.ts';
import type { ManagementClient } from './management-client.ts';

/** One type of resource of the auth0 package; properties are Pulumi's, in clear. */
export interface Auth0Resource {
    /** Inputs whose change cannot be made in place. */
    readonly forceNew: readonly string[];
    /** Inputs that the tenant never tells again. */
    readonly writeOnly: readonly string[];
    check(target: ResourceTarget, oldInputs: PropertyMap, newInputs: PropertyMap): CheckAnswer;
    create(client: ManagementClient, inputs: PropertyMap): Promise<Required<Pick<ReadAnswer, 'id' | 'outputs'>>>;
    /** @returns an empty ID when the tenant does not have it any more */
    read(client: ManagementClient, id: string, old: OldProperties): Promise<ReadAnswer>;
    update(client: ManagementClient, id: string, old: OldProperties, newInputs: PropertyMap): Promise<PropertyMap>;
    delete(client: ManagementClient, id: string, old: OldProperties): Promise<void>;
    diff?(old: OldProperties, newInputs: PropertyMap): DiffAnswer;
}
