import { randomBytes } from 'node:crypto';
import { isEqual, isMap, type PropertyMap, type PropertyValue, textOf } from '../../values/property-value.ts';
import { nameOf } from '../../values/urn.ts';
import type { CheckFailure } from '../resource-provider.ts';
import type { Auth0Resource } from './auth0-resource.ts';
import { type Fields, fromApi, toApi } from './case-conversion.ts';
import type { ManagementClient } from './management-client.ts';
import { unknownProperties } from './property-failures.ts';
import { deleteUnlessGone, readUnlessGone } from './unless-gone.ts';

const DATABASE_STRATEGY = 'auth0';

const FIELDS: Fields = {
    name: { api: 'name' },
    strategy: { api: 'strategy' },
    displayName: { api: 'display_name' },
    isDomainConnection: { api: 'is_domain_connection' },
    metadata: { api: 'metadata', shape: 'map' },
    realms: { api: 'realms' },
    authentication: { api: 'authentication' },
    connectedAccounts: { api: 'connected_accounts' },
};

// Every block that can stand once is a list in Pulumi here.
const IDENTIFIER_FIELDS: Fields = {
    identifiers: { api: 'identifier', shape: 'single' },
    profileRequired: { api: 'profile_required' },
    signups: {
        api: 'signup',
        shape: 'single',
        fields: { status: { api: 'status' }, verifications: { api: 'verification', shape: 'single' } },
    },
    unique: { api: 'unique' },
    validations: {
        api: 'validation',
        shape: 'single',
        fields: {
            allowedTypes: { api: 'allowed_types', shape: 'single' },
            maxLength: { api: 'max_length' },
            minLength: { api: 'min_length' },
        },
    },
    verificationMethod: { api: 'verification_method' },
};

// Some options are camelCase at the API itself, and some names are plural in Pulumi only.
// See https://github.com/auth0/terraform-provider-auth0 internal/auth0/connection/{expand,flatten}.go (read 2026-11-21)
const OPTION_FIELDS: Fields = {
    attributes: {
        api: 'attributes',
        shape: 'single',
        fields: {
            emails: { api: 'email', shape: 'single', fields: IDENTIFIER_FIELDS },
            phoneNumbers: { api: 'phone_number', shape: 'single', fields: IDENTIFIER_FIELDS },
            usernames: { api: 'username', shape: 'single', fields: IDENTIFIER_FIELDS },
        },
    },
    authenticationMethods: { api: 'authentication_methods', shape: 'single' },
    bruteForceProtection: { api: 'brute_force_protection' },
    configuration: { api: 'configuration', shape: 'map' },
    customPasswordHash: { api: 'custom_password_hash' },
    customScripts: { api: 'customScripts', shape: 'map' },
    disableSelfServiceChangePassword: { api: 'disable_self_service_change_password' },
    disableSignup: { api: 'disable_signup' },
    enableScriptContext: { api: 'enable_script_context' },
    enabledDatabaseCustomization: { api: 'enabledDatabaseCustomization' },
    importMode: { api: 'import_mode' },
    mfa: { api: 'mfa' },
    nonPersistentAttrs: { api: 'non_persistent_attrs' },
    passkeyOptions: { api: 'passkey_options' },
    passwordComplexityOptions: { api: 'password_complexity_options' },
    passwordDictionary: {
        api: 'password_dictionary',
        fields: { dictionaries: { api: 'dictionary' }, enable: { api: 'enable' } },
    },
    passwordHistories: { api: 'password_history', shape: 'single' },
    passwordNoPersonalInfo: { api: 'password_no_personal_info' },
    passwordOptions: { api: 'password_options' },
    passwordPolicy: { api: 'passwordPolicy' },
    precedences: { api: 'precedence' },
    realmFallback: { api: 'realm_fallback' },
    requiresUsername: { api: 'requires_username' },
    setUserRootAttributes: { api: 'set_user_root_attributes' },
    strategyVersion: { api: 'strategy_version' },
    upstreamParams: { api: 'upstream_params', shape: 'json' },
    validation: { api: 'validation' },
};

/**
 * A database connection: `auth0:index/connection:Connection` of strategy `auth0`.
 *
 * `name` and `strategy` cannot be changed, and deleting the connection deletes its users.
 */
export const connection: Auth0Resource = {
    forceNew: ['name', 'strategy'],
    writeOnly: ['options.configuration'],

    check({ urn }, oldInputs, newInputs) {
        const name =
            newInputs['name'] ?? oldInputs['name'] ?? `${nameOf(urn)}-${randomBytes(4).toString('hex').slice(0, 7)}`;
        return { inputs: { ...newInputs, name }, failures: findFailures(newInputs) };
    },

    async create(client, inputs) {
        const created = await client.call('POST', '/connections', toBody(inputs));
        const id = textOf(created['id']);
        return readConnection(client, id, inputs);
    },

    async read(client, id, old) {
        return readUnlessGone(() => readConnection(client, id, old.inputs));
    },

    async update(client, id, old, newInputs) {
        if (newInputs['options'] !== undefined) {
            await refuseToEraseConfiguration(client, id, newInputs);
        }
        const body = toBody(newInputs);
        for (const fixed of ['name', 'strategy']) {
            delete body[fixed];
        }
        if (isEqual(old.outputs['realms'], newInputs['realms'])) {
            delete body['realms'];
        }
        await client.call('PATCH', `/connections/${id}`, body);
        return (await readConnection(client, id, newInputs)).outputs;
    },

    async delete(client, id) {
        await deleteUnlessGone(() => client.call('DELETE', `/connections/${id}`));
    },
};

/** Turns a connection of the Management API into Pulumi's properties; `configuration` is never told again. */
export function toConnectionProperties(body: PropertyMap, inputs: PropertyMap): PropertyMap {
    const options = isMap(body['options']) ? fromApi(OPTION_FIELDS, body['options']) : {};
    const declared = optionsOf(inputs)['configuration'];
    delete options['configuration'];
    return {
        ...fromApi(FIELDS, body),
        options: declared === undefined ? options : { ...options, configuration: declared },
    };
}

async function readConnection(
    client: ManagementClient,
    id: string,
    inputs: PropertyMap,
): Promise<{ id: string; outputs: PropertyMap }> {
    return { id, outputs: toConnectionProperties(await client.call('GET', `/connections/${id}`), inputs) };
}

function toBody(inputs: PropertyMap): PropertyMap {
    const body = toApi(FIELDS, inputs);
    return isMap(inputs['options']) ? { ...body, options: toApi(OPTION_FIELDS, inputs['options']) } : body;
}

function findFailures(inputs: PropertyMap): CheckFailure[] {
    const failures: CheckFailure[] = [];
    if (inputs['strategy'] !== DATABASE_STRATEGY) {
        failures.push({
            property: 'strategy',
            reason: `the local Pulumi host knows database connections only, so expected "auth0", got ${JSON.stringify(inputs['strategy'])}; the real Pulumi CLI knows the others`,
        });
    }
    const unknown = [
        ...Object.keys(inputs).filter((name) => name !== 'options' && !(name in FIELDS)),
        ...Object.keys(optionsOf(inputs))
            .filter((name) => !(name in OPTION_FIELDS))
            .map((name) => `options.${name}`),
    ];
    return [...failures, ...unknownProperties(unknown)];
}

/** The API replaces `options` as a whole: a secret that was set elsewhere would be lost without a word. */
async function refuseToEraseConfiguration(client: ManagementClient, id: string, inputs: PropertyMap): Promise<void> {
    const { options } = await client.call('GET', `/connections/${id}`);
    const existing = isMap(options) ? options['configuration'] : undefined;
    const declared = optionsOf(inputs)['configuration'];
    const erased = keysOf(existing).filter((key) => !keysOf(declared).includes(key));
    if (erased.length > 0) {
        throw new Error(
            `Unmanaged configuration secret: the connection has ${erased.join(', ')}, which \`options.configuration\` ` +
                'does not declare and this update would erase. Declare it, or remove it from the connection.',
        );
    }
}

function optionsOf(inputs: PropertyMap): PropertyMap {
    return isMap(inputs['options']) ? inputs['options'] : {};
}

function keysOf(value: PropertyValue | undefined): string[] {
    return isMap(value) ? Object.keys(value) : [];
}
