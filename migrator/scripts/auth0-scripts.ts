import type { ImportScripts, ScriptPolicy } from './import-scripts.ts';
import { ASK_FOR_JSON, framedScripts } from './script-frame.ts';

/** What scripts need to know of a connection of Auth0 that users come from. */
export interface Auth0SourceSettings extends ScriptPolicy {
    /** Host of the source tenant, with its port if that is not 443. */
    readonly domain: string;
    /** Name of the source connection. */
    readonly connection: string;
    /**
     * Whether usernames and phone numbers move too. A login by username needs them.
     *
     * @default neither
     */
    readonly carries?: readonly ('username' | 'phone_number')[];
    /**
     * Key of `app_metadata` that keeps the source's full user ID.
     *
     * @default 'previous_user_id'
     */
    readonly rememberIdAs?: string;
}

const FIELDS = ['email', 'email_verified', 'name', 'given_name', 'family_name', 'nickname', 'picture'];

/**
 * Writes the scripts that move users from a database connection of Auth0, in the same tenant or another: Login asks the token endpoint there, and
 * both read profiles with its Management API. They read `SOURCE_CLIENT_ID` and `SOURCE_CLIENT_SECRET` in `configuration`, of a client of the source.
 */
export function auth0SourceScripts(settings: Auth0SourceSettings): ImportScripts {
    const { domain, connection, carries = [], rememberIdAs = 'previous_user_id', ...policy } = settings;
    const extra = carries.flatMap((field) => (field === 'phone_number' ? [field, 'phone_verified'] : [field]));
    const parts = {
        settings: { origin: `https://${domain}`, connection, fields: [...FIELDS, ...extra], rememberIdAs },
        shared: `${ASK_FOR_JSON}
  async function management(path) {
    const { status, body } = await ask(SETTINGS.origin + '/api/v2/' + path, { headers: { authorization: 'Bearer ' + (await managementToken()) } });
    if (status === 404) return undefined;
    // Revoked, or from before the client had its grant.
    if (status === 401 || status === 403) globalThis.auth0UserMigrationToken = undefined;
    if (status !== 200) throw refused(status);
    return body;
  }

  async function managementToken() {
    // What is global lives as long as Auth0 keeps this sandbox: a token for each login would cost as many.
    const kept = globalThis.auth0UserMigrationToken;
    if (kept && kept.origin === SETTINGS.origin && kept.clientId === configuration.SOURCE_CLIENT_ID && kept.until > Date.now()) return kept.token;
    const { status, body } = await token({ grant_type: 'client_credentials', audience: SETTINGS.origin + '/api/v2/' });
    if (status !== 200 || !body) throw refused(status);
    const until = Date.now() + (Number(body.expires_in) - 60) * 1000;
    globalThis.auth0UserMigrationToken = { origin: SETTINGS.origin, clientId: configuration.SOURCE_CLIENT_ID, token: body.access_token, until };
    return body.access_token;
  }

  function token(form) {
    const client = { client_id: configuration.SOURCE_CLIENT_ID, client_secret: configuration.SOURCE_CLIENT_SECRET };
    return ask(SETTINGS.origin + '/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(Object.assign(client, form)).toString(),
    });
  }

  function profilesOf(user) {
    const identities = (user.identities || []).filter((identity) => identity.provider === 'auth0' && identity.connection === SETTINGS.connection);
    return identities.map((identity) => profileOf(user, identity));
  }

  // Of a linked account only what belongs to this identity: the rest is another person's login.
  function profileOf(user, identity) {
    const isPrimary = user.user_id === 'auth0|' + identity.user_id;
    const source = isPrimary ? user : identity.profileData || {};
    const profile = { user_id: idOf(identity.user_id) };
    for (const field of SETTINGS.fields) if (source[field] !== undefined && source[field] !== null) profile[field] = source[field];
    profile.email_verified = source.email_verified === true;
    if (isPrimary && user.user_metadata) profile.user_metadata = user.user_metadata;
    profile.app_metadata = Object.assign({}, isPrimary ? user.app_metadata : {}, { [SETTINGS.rememberIdAs]: 'auth0|' + identity.user_id });
    // Kept aside: what of these moves is a setting.
    names.set(profile, [source.email, source.username, source.phone_number]);
    return profile;
  }

  const names = new Map();

  function isWanted(profile, wanted) {
    return names.get(profile).some((value) => typeof value === 'string' && value.toLowerCase() === wanted.toLowerCase());
  }
`,
        login: `
  async function logIn(wanted, password) {
    const { status, body } = await token({
      grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
      realm: SETTINGS.connection,
      username: wanted,
      password,
      scope: 'openid',
    });
    if (status !== 200) throw loginFailure(status, body || {});
    const claims = JSON.parse(Buffer.from(String(body && body.id_token).split('.')[1] || '', 'base64').toString('utf8') || '{}');
    if (typeof claims.sub !== 'string') throw say(new Error('The source of the users answered a login without an ID token.'));
    const profiles = profilesOf((await management('users/' + encodeURIComponent(claims.sub))) || {});
    // A user of linked accounts may have two of this connection, each with a password of its own.
    const [profile, ...others] = profiles.length > 1 ? profiles.filter((candidate) => isWanted(candidate, wanted)) : profiles;
    if (!profile || others.length > 0) throw say(new Error('The source of the users does not show who has logged in.'));
    return profile;
  }

  function loginFailure(status, { error, error_description: description }) {
    if (/blocked/.test(description) && error !== 'too_many_attempts') return say(new UnauthorizedError('user is blocked'));
    if (error === 'invalid_grant' || error === 'invalid_user_password') return say(new WrongUsernameOrPasswordError(undefined, 'Wrong email or password.'));
    if (error === 'mfa_required') return say(new UnauthorizedError('This account has a second factor, which cannot move by itself.'));
    if (error === 'password_leaked') return say(new UnauthorizedError('This password is known from a breach. Reset it.'));
    if (error === 'too_many_attempts' && /suspicious/.test(description))
      return say(new Error("The source of the users throttles the addresses that Auth0 asks from. Allow them in its suspicious IP throttling."));
    if (error === 'too_many_attempts') return say(new UnauthorizedError('Too many attempts. Wait, or reset your password.'));
    return refused(status);
  }
`,
        getUser: `
  async function findProfile(wanted) {
    const profiles = (await candidates(wanted.toLowerCase())).flatMap(profilesOf);
    return profiles.find((profile) => isWanted(profile, wanted)) || null;
  }

  async function candidates(wanted) {
    if (wanted.includes('@')) return (await management('users-by-email?email=' + encodeURIComponent(wanted))) || [];
    const value = '"' + wanted.replace(/["\\\\]/g, '') + '"';
    const query = 'identities.connection:"' + SETTINGS.connection + '" AND (username:' + value + ' OR phone_number:' + value + ')';
    return (await management('users?q=' + encodeURIComponent(query))) || [];
  }
`,
    };
    return framedScripts(parts, policy);
}
