import type { CheckedDefinition } from '../definition.ts';
import { domainOf } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';

/** Tells whether a definition keeps IDs inside one tenant by deleting each user of the source once its copy is in the target. */
export function asksToReplace({ userIds }: Pick<CheckedDefinition, 'userIds'>): boolean {
    return userIds.policy === 'retain' && userIds.whenSameTenant === 'replace-source-users';
}

/** Tells whether a run deletes users of its source while it copies them: its definition asks for that, and both connections are in one tenant. */
export function replacesSourceUsers({
    definition,
    source,
    target,
}: Pick<Run, 'source' | 'target'> & { readonly definition: Pick<CheckedDefinition, 'userIds'> }): boolean {
    return asksToReplace(definition) && domainOf(source) === target.tenant.domain;
}
