import { COUNT, closed, FLAG, list, NUMBER, oneOf, open, orNull, TEXT } from './shape.ts';

/** Options of a connection as Auth0's OpenAPI document (2026-06-25) has them, of any strategy. */
export const CONNECTION_OPTIONS = {
    api_enable_groups: FLAG,
    api_enable_users: FLAG,
    assertion_decryption_settings: closed(
        { algorithm_exceptions: list({ ...TEXT, minLength: 1, maxLength: 100 }), algorithm_profile: oneOf('v2026-1') },
        { required: ['algorithm_profile'] },
    ),
    attributes: closed(
        {
            email: closed({
                identifier: closed({ active: FLAG, default_method: oneOf('password', 'email_otp') }),
                profile_required: FLAG,
                signup: closed({
                    status: oneOf('required', 'optional', 'inactive'),
                    verification: closed({ active: FLAG }),
                }),
                unique: FLAG,
                verification_method: oneOf('link', 'otp'),
            }),
            phone_number: closed({
                identifier: closed({ active: FLAG, default_method: oneOf('password', 'email_otp') }),
                profile_required: FLAG,
                signup: closed({
                    status: oneOf('required', 'optional', 'inactive'),
                    verification: closed({ active: FLAG }),
                }),
            }),
            username: closed({
                identifier: closed({ active: FLAG, default_method: oneOf('password', 'email_otp') }),
                profile_required: FLAG,
                signup: closed({ status: oneOf('required', 'optional', 'inactive') }),
                validation: closed({
                    allowed_types: closed({ email: FLAG, phone_number: FLAG }),
                    max_length: { ...NUMBER, minimum: 1, maximum: 128 },
                    min_length: { ...NUMBER, minimum: 1, maximum: 128 },
                }),
            }),
        },
        { minProperties: 1 },
    ),
    authentication_methods: orNull(
        closed({
            email_otp: closed({ enabled: FLAG }),
            passkey: closed({ enabled: FLAG }),
            password: closed({
                api_behavior: oneOf('required', 'optional'),
                enabled: FLAG,
                signup_behavior: oneOf('allow', 'block'),
            }),
            phone_otp: closed({ enabled: FLAG }),
        }),
    ),
    basic_profile: FLAG,
    configuration: orNull(open({})),
    customScripts: open({
        change_email: { ...TEXT, minLength: 1 },
        change_password: { ...TEXT, minLength: 1 },
        change_phone_number: { ...TEXT, minLength: 1 },
        change_username: { ...TEXT, minLength: 1 },
        create: { ...TEXT, minLength: 1 },
        delete: { ...TEXT, minLength: 1 },
        get_user: { ...TEXT, minLength: 1 },
        login: { ...TEXT, minLength: 1 },
        verify: { ...TEXT, minLength: 1 },
    }),
    disable_self_service_change_password: FLAG,
    enable_script_context: FLAG,
    enabledDatabaseCustomization: FLAG,
    ext_admin: FLAG,
    ext_agreed_terms: FLAG,
    ext_assigned_plans: FLAG,
    ext_groups: FLAG,
    ext_is_suspended: FLAG,
    ext_profile: FLAG,
    federated_connections_access_tokens: orNull(closed({ active: FLAG })),
    gateway_authentication: orNull(
        open(
            { audience: TEXT, method: TEXT, secret: TEXT, secret_base64_encoded: FLAG, subject: TEXT },
            { required: ['method', 'audience', 'secret'] },
        ),
    ),
    id_token_signed_response_algs: orNull(list(oneOf('ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384', 'RS512'))),
    import_mode: FLAG,
    non_persistent_attrs: orNull(list(TEXT)),
    passkey_options: orNull(
        closed({
            challenge_ui: oneOf('both', 'autofill', 'button'),
            local_enrollment_enabled: FLAG,
            progressive_enrollment_enabled: FLAG,
        }),
    ),
    passwordPolicy: orNull(oneOf('none', 'low', 'fair', 'good', 'excellent')),
    password_complexity_options: orNull(closed({ min_length: { ...COUNT, minimum: 1, maximum: 128 } })),
    password_dictionary: orNull(
        closed({ dictionary: list({ ...TEXT, maxLength: 50 }), enable: FLAG }, { required: ['enable'] }),
    ),
    password_history: orNull(
        closed({ enable: FLAG, size: { ...COUNT, minimum: 0, maximum: 24 } }, { required: ['enable'] }),
    ),
    password_no_personal_info: orNull(closed({ enable: FLAG }, { required: ['enable'] })),
    password_options: closed({
        complexity: closed({
            character_type_rule: oneOf('all', 'three_of_four'),
            character_types: list(oneOf('uppercase', 'lowercase', 'number', 'special')),
            identical_characters: oneOf('allow', 'block'),
            max_length_exceeded: oneOf('truncate', 'error'),
            min_length: { ...COUNT, minimum: 1, maximum: 72 },
            sequential_characters: oneOf('allow', 'block'),
        }),
        dictionary: closed({
            active: FLAG,
            custom: list({ ...TEXT, maxLength: 50 }),
            default: oneOf('en_10k', 'en_100k'),
        }),
        history: closed({ active: FLAG, size: { ...COUNT, minimum: 1, maximum: 24 } }),
        profile_data: closed({ active: FLAG, blocked_fields: list({ ...TEXT, maxLength: 100 }) }),
    }),
    precedence: list(oneOf('email', 'phone_number', 'username'), { minItems: 3 }),
    set_user_root_attributes: oneOf('on_each_login', 'on_first_login', 'never_on_login'),
    token_endpoint_auth_method: orNull(oneOf('client_secret_post', 'private_key_jwt')),
    token_endpoint_auth_signing_alg: orNull(oneOf('ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384', 'RS512')),
    token_endpoint_jwtca_aud_format: oneOf('issuer', 'token_endpoint'),
    upstream_params: orNull(open({})),
    validation: orNull(
        closed({
            username: orNull(
                closed(
                    { max: { ...COUNT, maximum: 128 }, min: { ...COUNT, minimum: 1 } },
                    { required: ['max', 'min'] },
                ),
            ),
        }),
    ),
};
