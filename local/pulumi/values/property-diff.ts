import { formatPropertyPath, type PropertyPath } from './property-path.ts';
import { isEqual, isMap, type PropertyMap, type PropertyValue } from './property-value.ts';
import { revealSecrets } from './secret.ts';

/** What happened to one value. */
export type DiffKind = 'add' | 'delete' | 'update';

/** One changed value and where it lies. */
export interface PropertyDiff {
    readonly path: PropertyPath;
    readonly kind: DiffKind;
}

/** Lists what differs between two sets of properties; that a value became a secret is no difference. */
export function diffProperties(before: PropertyMap, after: PropertyMap): PropertyDiff[] {
    return diffMaps([], revealSecrets(before), revealSecrets(after));
}

/** Names the top-level properties that a diff touches. */
export function changedKeys(diffs: readonly PropertyDiff[]): string[] {
    return [...new Set(diffs.map(({ path }) => String(path[0])))];
}

/** Writes a diff as the CLI's JSON does: path to kind. */
export function detailedDiff(diffs: readonly PropertyDiff[]): Record<string, { kind: DiffKind; inputDiff: true }> {
    return Object.fromEntries(diffs.map(({ path, kind }) => [formatPropertyPath(path), { kind, inputDiff: true }]));
}

function diffMaps(path: PropertyPath, before: PropertyMap, after: PropertyMap): PropertyDiff[] {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].sort().flatMap((key) => diffValue([...path, key], before[key], after[key]));
}

function diffValue(
    path: PropertyPath,
    before: PropertyValue | undefined,
    after: PropertyValue | undefined,
): PropertyDiff[] {
    // A null is an absent value: the SDK never sends undefined, and providers give back nulls for what was not set.
    if (before === undefined || before === null) {
        return after === undefined || after === null ? [] : [{ path, kind: 'add' }];
    }
    if (after === undefined || after === null) {
        return [{ path, kind: 'delete' }];
    }
    if (Array.isArray(before) && Array.isArray(after)) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }, (_, index) => index).flatMap((index) =>
            diffValue([...path, index], before[index], after[index]),
        );
    }
    if (isMap(before) && isMap(after)) {
        return diffMaps(path, before, after);
    }
    return isEqual(before, after) ? [] : [{ path, kind: 'update' }];
}
