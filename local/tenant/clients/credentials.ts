import { createPublicKey, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { Client, JsonObject } from '../entities.ts';
import { isoTime } from '../formatters.ts';

const ID_BYTES = 11;

/** Makes a credential of a client: what is shown of a public key, which is not kept. */
export async function makeCredential(credential: JsonObject, nowMs: number): Promise<JsonObject> {
    const { pem, kid, ...rest } = credential;
    const now = isoTime(nowMs);
    return {
        id: `cred_${randomBytes(ID_BYTES).toString('hex')}`,
        name: rest['name'],
        ...(typeof pem === 'string' && { kid: kid ?? (await thumbprint(pem)) }),
        credential_type: rest['credential_type'],
        ...(rest['credential_type'] === 'public_key' && { alg: rest['alg'] ?? 'RS256' }),
        ...(rest['subject_dn'] !== undefined && { subject_dn: rest['subject_dn'] }),
        created_at: now,
        updated_at: now,
        ...(rest['expires_at'] != null && { expires_at: rest['expires_at'] }),
    };
}

/** Lists the credentials of a client: those that it was made with, and those that were added. */
export function credentialsOf(client: Client): JsonObject[] {
    const found = new Map<string, JsonObject>();
    for (const credential of [...madeWith(client), ...(client.credentials ?? [])])
        found.set(String(credential['id']), credential);
    return [...found.values()];
}

// A change of the client names credentials by their IDs alone.
function madeWith({ attributes }: Client): JsonObject[] {
    const methods = attributes['client_authentication_methods'];
    const groups = isObject(methods) ? Object.values(methods) : [];
    return [...groups, attributes['signed_request_object']]
        .filter(isObject)
        .flatMap(({ credentials }) => (Array.isArray(credentials) ? credentials.filter(isObject) : []))
        .filter((credential) => 'credential_type' in credential);
}

async function thumbprint(pem: string): Promise<string> {
    try {
        return await calculateJwkThumbprint(createPublicKey(pem));
    } catch {
        return '';
    }
}

function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
