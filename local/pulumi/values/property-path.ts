import { isMap, type PropertyMap, type PropertyValue } from './property-value.ts';

/** The steps from the properties of a resource to one value inside: names and list positions; `*` is any. */
export type PropertyPath = readonly (string | number)[];

/**
 * Reads a path as Pulumi writes it in `ignoreChanges` and `replaceOnChanges`: `a.b[0]["c.d"]`, `a[*]`, `*`.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/ (read 2026-11-21)
 */
export function parsePropertyPath(text: string): PropertyPath {
    const steps: (string | number)[] = [];
    for (const match of text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)) {
        const [, quoted, position, name] = match;
        if (quoted !== undefined) {
            steps.push(quoted.replaceAll(/\\(.)/g, '$1'));
        } else if (position !== undefined) {
            steps.push(position === '*' ? '*' : Number(position));
        } else if (name !== undefined) {
            steps.push(name);
        }
    }
    return steps;
}

/** Says whether the value at `inner` is the value at `outer` or lies inside it. */
export function pathContains(outer: PropertyPath, inner: PropertyPath): boolean {
    return outer.length <= inner.length && outer.every((step, index) => step === '*' || step === inner[index]);
}

/** Writes a path as {@link parsePropertyPath} reads it. */
export function formatPropertyPath(path: PropertyPath): string {
    let text = '';
    for (const step of path) {
        if (typeof step === 'number') {
            text += `[${step}]`;
        } else if (/^[^.[\]"\s]+$/.test(step)) {
            text += text === '' ? step : `.${step}`;
        } else {
            text += `["${step.replaceAll(/["\\]/g, '\\$&')}"]`;
        }
    }
    return text;
}

/** Gives back `properties` with the value at `path` as it is in `original`: what `ignoreChanges` does. */
export function resetAt(path: PropertyPath, original: PropertyMap, properties: PropertyMap): PropertyMap {
    return resetValue(path, original, properties) as PropertyMap;
}

function resetValue(
    path: PropertyPath,
    original: PropertyValue | undefined,
    current: PropertyValue | undefined,
): PropertyValue | undefined {
    const [step, ...rest] = path;
    if (step === undefined) {
        return original;
    }
    if (Array.isArray(current)) {
        const positions = step === '*' ? current.keys() : [Number(step)];
        const copy = [...current];
        for (const position of positions) {
            const before = Array.isArray(original) ? original[position] : undefined;
            const reset = resetValue(rest, before, copy[position]);
            // A list keeps its length: an item that was added or removed cannot be ignored.
            if (reset !== undefined && position < copy.length) {
                copy[position] = reset;
            }
        }
        return copy;
    }
    if (!isMap(current)) {
        return current;
    }
    const before = isMap(original) ? original : {};
    const copy = { ...current };
    for (const name of step === '*' ? new Set([...Object.keys(before), ...Object.keys(copy)]) : [String(step)]) {
        const reset = resetValue(rest, before[name], copy[name]);
        if (reset === undefined) {
            delete copy[name];
        } else {
            copy[name] = reset;
        }
    }
    return copy;
}
