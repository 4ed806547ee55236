import { isMap, type PropertyMap, type PropertyValue } from './property-value.ts';

// The SDK, the engine and the state all mark a secret with these two strings.
// See https://github.com/pulumi/pulumi/blob/1b594989/sdk/nodejs/runtime/rpc.ts (read 2026-11-21)
const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';
const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270';

/** What a person sees in the place of a secret. */
export const REDACTED = '[secret]';

/** Marks a value as secret; a secret stays as it is. */
export function toSecret(value: PropertyValue): PropertyValue {
    return isSecret(value) ? value : { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/** Says whether a value as a whole is a secret. */
export function isSecret(value: PropertyValue | undefined): value is PropertyMap {
    return isMap(value) && value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** Says whether a value is a secret or has one inside. */
export function containsSecret(value: PropertyValue | undefined): boolean {
    if (typeof value !== 'object' || value === null) {
        return false;
    }
    return isSecret(value) || Object.values(value).some(containsSecret);
}

/** Replaces every secret inside a value by what `replace` makes of its content. */
export function mapSecrets(value: PropertyValue, replace: (content: PropertyValue) => PropertyValue): PropertyValue {
    if (isSecret(value)) {
        return replace(value['value'] ?? null);
    }
    if (Array.isArray(value)) {
        return value.map((item) => mapSecrets(item, replace));
    }
    return isMap(value) ? mapSecretProperties(value, replace) : value;
}

/** Takes the mark from every secret, at any depth: what a provider that does not know secrets is given. */
export function revealSecrets(properties: PropertyMap): PropertyMap {
    return mapSecretProperties(properties, revealSecretValue);
}

/** Takes the mark from a value and from everything inside it. */
export function revealSecretValue(value: PropertyValue): PropertyValue {
    return mapSecrets(value, revealSecretValue);
}

/** Writes `[secret]` in the place of every secret, for people and for JSON output. */
export function redactSecrets(properties: PropertyMap): PropertyMap {
    return mapSecretProperties(properties, () => REDACTED);
}

/**
 * Copies secretness from inputs to the outputs of the same name: objects in depth, anything else as a whole.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/pkg/resource/plugin/provider_plugin.go `annotateSecrets` (read 2026-11-21)
 */
export function annotateSecrets(outputs: PropertyMap, inputs: PropertyMap): PropertyMap {
    return Object.fromEntries(
        Object.entries(outputs).map(([key, output]) => {
            const input = inputs[key];
            if (isPlainMap(output) && isPlainMap(input)) {
                return [key, annotateSecrets(output, input)];
            }
            return [key, containsSecret(input) ? toSecret(output) : output];
        }),
    );
}

function isPlainMap(value: PropertyValue | undefined): value is PropertyMap {
    return isMap(value) && !isSecret(value);
}

function mapSecretProperties(properties: PropertyMap, replace: (content: PropertyValue) => PropertyValue): PropertyMap {
    return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, mapSecrets(value, replace)]));
}
