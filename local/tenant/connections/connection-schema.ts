import type { Schema } from '../schema.ts';
import { CONNECTION_OPTIONS } from '../shapes/connection-options.ts';
import { closed, FLAG, list, NUMBER, oneOf, open, orNull, TEXT } from '../shapes/shape.ts';

/** @see https://auth0.com/docs/api/management/v2/connections/post-connections (read 2026-06-25) */
const STRATEGIES = [
    'ad',
    'adfs',
    'amazon',
    'apple',
    'auth0',
    'auth0-oidc',
    'baidu',
    'bitbucket',
    'bitly',
    'box',
    'custom',
    'daccount',
    'dropbox',
    'dwolla',
    'email',
    'evernote',
    'evernote-sandbox',
    'exact',
    'facebook',
    'fitbit',
    'github',
    'google-apps',
    'google-oauth2',
    'instagram',
    'ip',
    'line',
    'linkedin',
    'oauth1',
    'oauth2',
    'office365',
    'oidc',
    'okta',
    'paypal',
    'paypal-sandbox',
    'pingfederate',
    'planningcenter',
    'salesforce',
    'salesforce-community',
    'salesforce-sandbox',
    'samlp',
    'sharepoint',
    'shop',
    'shopify',
    'sms',
    'soundcloud',
    'thirtysevensignals',
    'twitter',
    'untappd',
    'vkontakte',
    'waad',
    'weibo',
    'windowslive',
    'wordpress',
    'yahoo',
    'yandex',
];

// Not in the document, but in recordings or in the SDK.
const MORE_DATABASE_OPTIONS = {
    brute_force_protection: FLAG,
    custom_password_hash: orNull(closed({ action_id: TEXT })),
    disable_signup: FLAG,
    mfa: closed({ active: FLAG, return_enroll_settings: FLAG }),
    realm_fallback: FLAG,
    requires_username: FLAG,
    strategy_version: NUMBER,
};

const CHANGEABLE: Schema['properties'] = {
    display_name: { ...TEXT, maxLength: 128 },
    enabled_clients: list(TEXT),
    is_domain_connection: FLAG,
    show_as_button: FLAG,
    realms: list(TEXT),
    metadata: open({}, { maxProperties: 10 }),
    authentication: closed({ active: FLAG }, { required: ['active'] }),
    connected_accounts: closed({ active: FLAG, cross_app_access: FLAG }, { required: ['active'] }),
    cross_app_access_requesting_app: orNull(closed({ active: FLAG })),
    cross_app_access_resource_app: orNull(closed({ status: TEXT })),
};

/** What `POST /connections` takes, for a database connection or another. */
export function newConnectionSchema(strategy: unknown): Schema {
    return closed(
        {
            name: { ...TEXT, maxLength: 128, pattern: /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/ },
            strategy: oneOf(...STRATEGIES),
            options: optionsSchema(strategy),
            ...CHANGEABLE,
        },
        { required: ['name', 'strategy'] },
    );
}

/** What `PATCH /connections/{id}` takes. */
export function connectionChangesSchema(strategy: string): Schema {
    return closed({ ...CHANGEABLE, options: orNull(optionsSchema(strategy)), enabled_clients: orNull(list(TEXT)) });
}

// The options of other strategies are far more than the document has; what it has must be of its types.
function optionsSchema(strategy: unknown): Schema {
    return strategy === 'auth0'
        ? closed({ ...CONNECTION_OPTIONS, ...MORE_DATABASE_OPTIONS })
        : open(CONNECTION_OPTIONS);
}
