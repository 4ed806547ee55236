import type { PropertyMap } from '../../values/property-value.ts';
import type { CheckFailure } from '../resource-provider.ts';

/** Says of properties that this host cannot handle them. */
export function unknownProperties(properties: readonly string[]): CheckFailure[] {
    return properties.map((property) => ({
        property,
        reason: 'the local Pulumi host does not know this property; the real Pulumi CLI does',
    }));
}

/** Says which inputs are not among the known ones. */
export function unknownInputs(inputs: PropertyMap, known: readonly string[]): CheckFailure[] {
    return unknownProperties(Object.keys(inputs).filter((property) => !known.includes(property)));
}

/** Says which required inputs are missing. */
export function missingInputs(inputs: PropertyMap, required: readonly string[]): CheckFailure[] {
    return required
        .filter((property) => inputs[property] === undefined)
        .map((property) => ({ property, reason: `missing required property '${property}'` }));
}
