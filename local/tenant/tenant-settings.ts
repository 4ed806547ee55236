import type { JsonObject } from './entities.ts';

/** What a new tenant shows before anyone set anything, as recorded in 2026. */
const DEFAULT_SETTINGS: JsonObject = {
    allowed_logout_urls: [],
    change_password: { enabled: false },
    default_audience: '',
    default_directory: '',
    enabled_locales: ['en'],
    flags: {
        allow_changing_enable_sso: false,
        disable_impersonation: true,
        disable_management_api_sms_obfuscation: true,
        enable_public_signup_user_exists_error: false,
        enable_sso: true,
        no_disclose_enterprise_connections: false,
        revoke_refresh_token_grant: false,
        disable_clickjack_protection_headers: false,
    },
    guardian_mfa_page: { enabled: false },
    idle_session_lifetime: 72,
    sandbox_version: '22',
    session_lifetime: 168,
    oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
    resource_parameter_profile: 'audience',
    phone_consolidated_experience: false,
    client_id_metadata_document_supported: false,
    dynamic_client_registration_security_mode: 'strict',
};

const SANDBOX_VERSIONS = ['22', '18'];

/** Completes what was set with Auth0's defaults, as `PATCH /tenants/settings` shows it. */
export function completedSettings(settings: JsonObject): JsonObject {
    const flags = { ...(DEFAULT_SETTINGS['flags'] as JsonObject), ...(settings['flags'] as JsonObject | undefined) };
    return { ...DEFAULT_SETTINGS, ...settings, flags };
}

/** The same as `GET /tenants/settings` shows it (recorded). */
export function readSettings(settings: JsonObject): JsonObject {
    return { ...completedSettings(settings), sandbox_versions_available: SANDBOX_VERSIONS };
}

/** Applies a PATCH: root fields are replaced, flags are merged, and `null` removes; so does an empty address to be sent back to (recorded). */
export function changedSettings(settings: JsonObject, changes: JsonObject): JsonObject {
    const flags = { ...(settings['flags'] as JsonObject | undefined), ...(changes['flags'] as JsonObject | undefined) };
    const merged: JsonObject = { ...settings, ...changes, ...(Object.keys(flags).length > 0 && { flags }) };
    return Object.fromEntries(
        Object.entries(merged).filter(
            ([name, value]) => value !== null && !(name === 'default_redirection_uri' && value === ''),
        ),
    );
}

/** Says whether a flag of the tenant is on. */
export function hasFlag(settings: JsonObject, name: string): boolean {
    return (completedSettings(settings)['flags'] as JsonObject)[name] === true;
}
