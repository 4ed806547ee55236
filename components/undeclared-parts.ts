import * as pulumi from '@pulumi/pulumi';

/** Something inside of an option, by Auth0's own names. */
export interface OptionPart {
    /** `authentication_methods.password.signup_behavior` */
    readonly path: string;
    readonly value: unknown;
}

/**
 * Lists what is set inside of an option in Auth0, and is not in what a program declares of that option.
 *
 * @param declared - as Pulumi has it; what is not known before an update counts as all that can be there
 * @param observed - as Auth0 has it
 */
export function undeclaredParts(declared: unknown, observed: unknown, path: string): OptionPart[] {
    // Pulumi has a list where Auth0 has the one object that can stand there.
    const inner: unknown = Array.isArray(declared) && isObject(observed) ? declared[0] : declared;
    if (!isObject(inner) || !isObject(observed)) return [];
    return Object.entries(observed).flatMap(([key, value]) => {
        const name = Object.keys(inner).find((candidate) => namesOf(candidate).includes(key));
        const under = `${path}.${key}`;
        return name === undefined ? [{ path: under, value }] : undeclaredParts(inner[name], value, under);
    });
}

/** Gives an option's name in snake case, as Auth0 writes nearly all of them. */
export function snakeCase(name: string): string {
    return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

// `signups` of Pulumi is `signup` of Auth0.
function namesOf(name: string): string[] {
    const snake = snakeCase(name);
    return [snake, snake.replace(/s$/, ''), snake.replace(/ies$/, 'y')];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isPlain && !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}
