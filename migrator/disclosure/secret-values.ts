import { looksSecret } from './shown-text.ts';

/** Settings and environment variables whose values are secret. */
const SECRET_NAME = /SECRET|PASSWORD|PASSPHRASE|TOKEN|KEY/i;
/** Too short a text would turn up everywhere. */
const SHORTEST = 6;

/** Gives the secret values of settings, by their names, however deep they lie. */
export function secretsOf(settings: object): string[] {
    return stringsOf(settings)
        .filter(([name, text]) => SECRET_NAME.test(name) && text.length >= SHORTEST)
        .map(([, text]) => text);
}

/** Gives everything that this process was given and that no message may repeat: secrets of its environment, odd arguments. */
export function secretsOfProcess(): string[] {
    const odd = process.argv.slice(2).filter((text) => text.length >= SHORTEST && looksSecret(text));
    return [...secretsOf(process.env), ...odd];
}

function stringsOf(value: object): [string, string][] {
    return Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, string][] => {
        if (typeof inner === 'string') return [[name, inner]];
        return typeof inner === 'object' && inner !== null ? stringsOf(inner) : [];
    });
}
