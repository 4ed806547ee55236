import type { Schema } from '../schema.ts';
import { NEW_CLIENT } from '../shapes/client.ts';
import { closed, FLAG, list, open, orNull, TEXT } from '../shapes/shape.ts';

const CREDENTIAL_IDS = closed({ credentials: list(closed({ id: TEXT }, { required: ['id'] })) });

// Not in the document, but in recordings.
const MORE: Schema['properties'] = {
    client_secret: { ...TEXT, minLength: 1 },
    cross_origin_auth: FLAG,
    fedcm_login: open(),
    identity_assertion_authorization_grant: open(),
    my_organization_configuration: {
        ...NEW_CLIENT.my_organization_configuration,
        properties: {
            ...NEW_CLIENT.my_organization_configuration.properties,
            invitation_landing_client_id: TEXT,
        },
    },
    token_vault_privileged_access: open(),
};

/** What `POST /clients` takes. */
export const NEW_CLIENT_SCHEMA: Schema = closed({ ...NEW_CLIENT, ...MORE }, { required: ['name'] });

/** What `PATCH /clients/{id}` takes: the same, or `null` to remove it; of credentials the IDs alone. */
export const CLIENT_CHANGES_SCHEMA: Schema = closed({
    ...Object.fromEntries(Object.entries({ ...NEW_CLIENT, ...MORE }).map(([name, schema]) => [name, orNull(schema)])),
    custom_login_page: TEXT,
    custom_login_page_preview: TEXT,
    form_template: TEXT,
    signed_request_object: orNull(closed({ ...CREDENTIAL_IDS.properties, required: FLAG })),
    client_authentication_methods: orNull(
        closed({
            private_key_jwt: CREDENTIAL_IDS,
            self_signed_tls_client_auth: CREDENTIAL_IDS,
            tls_client_auth: CREDENTIAL_IDS,
        }),
    ),
});
