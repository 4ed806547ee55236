import { z } from 'zod';
import { MigrationError } from '../errors.ts';
import type { ClientCredentials } from '../tenant/access-token.ts';
import { CLIENT_VARIABLE, PASSWORDS_VARIABLE } from './login-probes.ts';

const passwordsSchema = z.record(z.string(), z.string());

/**
 * Reads from the environment what login probes need: passwords and the application never stand in a definition.
 *
 * @param target - the credentials of the target, whose application is taken unless another is named
 * @throws {MigrationError} `SETTING_INVALID` when a variable holds something else; its value is not repeated
 */
export function readProbeEnvironment(
    target: ClientCredentials,
    environment: NodeJS.ProcessEnv = process.env,
): { readonly client: ClientCredentials; readonly passwords: Readonly<Record<string, string>> } {
    const [clientId, clientSecret] = splitAtColon(environment[CLIENT_VARIABLE]);
    const client = clientId === undefined ? target : { domain: target.domain, clientId, clientSecret };
    return { client, passwords: passwordsOf(environment[PASSWORDS_VARIABLE] ?? '{}') };
}

function splitAtColon(text: string | undefined): [undefined, undefined] | [string, string] {
    if (text === undefined || text === '') return [undefined, undefined];
    const at = text.indexOf(':');
    if (at <= 0) throw invalid(CLIENT_VARIABLE, 'the ID and the secret of an application, joined by a colon');
    return [text.slice(0, at), text.slice(at + 1)];
}

function passwordsOf(text: string): Readonly<Record<string, string>> {
    try {
        return passwordsSchema.parse(JSON.parse(text));
    } catch {
        throw invalid(PASSWORDS_VARIABLE, 'a JSON object of passwords by address');
    }
}

function invalid(variable: string, expected: string): MigrationError {
    return new MigrationError('SETTING_INVALID', `Expected ${variable} to hold ${expected}.`);
}
