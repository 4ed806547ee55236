import { credentialsOf, makeCredential } from '../../clients/credentials.ts';
import type { Client, JsonObject } from '../../entities.ts';
import { ApiError, inexistentClient } from '../../errors.ts';
import { formatClient } from '../../formatters.ts';
import { randomClientSecret } from '../../ids.ts';
import { requirePayload } from '../../payload.ts';
import type { App } from '../../server.ts';
import { closed, FLAG, oneOf, orNull, TEXT } from '../../shapes/shape.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/clients/:id/credentials';

const NEW_CREDENTIAL = closed(
    {
        alg: oneOf('RS256', 'RS384', 'PS256'),
        credential_type: oneOf('public_key', 'cert_subject_dn', 'x509_cert'),
        expires_at: TEXT,
        kid: { ...TEXT, minLength: 10, maxLength: 64, pattern: /^([0-9a-zA-Z-_]{10,64})$/ },
        name: { ...TEXT, maxLength: 128 },
        parse_expiry_from_cert: FLAG,
        pem: TEXT,
        subject_dn: { ...TEXT, minLength: 1, maxLength: 256 },
    },
    { required: ['credential_type'] },
);
const CHANGES = closed({ expires_at: orNull(TEXT) }, { minProperties: 1 });

interface Params {
    id: string;
    credentialId: string;
}

/** Serves `/clients/{id}/credentials` and `/clients/{id}/rotate-secret`. Credentials are kept and shown; no client proves itself with them here. */
export function clientCredentialRoutes(app: App, { store, clock }: Tenant): void {
    const requireClient = (id: string): Client => {
        const client = store.clients.get(id);
        if (client === undefined) throw inexistentClient();
        return client;
    };
    const requireCredential = (client: Client, id: string): JsonObject => {
        const found = credentialsOf(client).find((credential) => credential['id'] === id);
        if (found === undefined) throw new ApiError(404, 'The credential does not exist', 'inexistent_credential');
        return found;
    };
    const keep = (client: Client, credentials: JsonObject[]) => {
        client.credentials = credentials;
        store.clients.noteChange(client.clientId);
    };

    app.get<{ Params: Params }>(PATH, { config: { scopes: ['read:client_credentials'] } }, ({ params }) =>
        credentialsOf(requireClient(params.id)),
    );

    app.post<{ Params: Params }>(
        PATH,
        { config: { scopes: ['create:client_credentials'] } },
        async ({ params, body }, reply) => {
            const client = requireClient(params.id);
            const credential = await makeCredential(requirePayload(NEW_CREDENTIAL, body), clock.now());
            keep(client, [...credentialsOf(client), credential]);
            return reply.code(201).send(credential);
        },
    );

    app.get<{ Params: Params }>(
        `${PATH}/:credentialId`,
        { config: { scopes: ['read:client_credentials'] } },
        ({ params }) => requireCredential(requireClient(params.id), params.credentialId),
    );

    // Recorded: 200, where the OpenAPI document has 201.
    app.patch<{ Params: Params }>(
        `${PATH}/:credentialId`,
        { config: { scopes: ['update:client_credentials'] } },
        ({ params, body }) => {
            const client = requireClient(params.id);
            const merged = { ...requireCredential(client, params.credentialId), ...requirePayload(CHANGES, body) };
            const changed = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
            keep(
                client,
                credentialsOf(client).map((other) => (other['id'] === params.credentialId ? changed : other)),
            );
            return changed;
        },
    );

    app.delete<{ Params: Params }>(
        `${PATH}/:credentialId`,
        { config: { scopes: ['delete:client_credentials'] } },
        async ({ params }, reply) => {
            const client = store.clients.get(params.id);
            if (client !== undefined)
                keep(
                    client,
                    credentialsOf(client).filter(({ id }) => id !== params.credentialId),
                );
            return reply.code(204).send();
        },
    );

    app.post<{ Params: Params }>(
        '/clients/:id/rotate-secret',
        { config: { scopes: ['update:client_keys'] } },
        ({ params }) => {
            const client = requireClient(params.id);
            client.clientSecret = randomClientSecret();
            store.clients.noteChange(client.clientId);
            return formatClient(client, true);
        },
    );
}
