import type { ImportScripts, ScriptPolicy } from './import-scripts.ts';
import { ASK_FOR_JSON, framedScripts } from './script-frame.ts';

/** Fields of a profile that a script may call back with. */
export type ProfileField =
    | ('user_id' | 'email' | 'email_verified' | 'username' | 'phone_number' | 'phone_verified')
    | ('name' | 'given_name' | 'family_name' | 'nickname' | 'picture' | 'user_metadata' | 'app_metadata');

/** What scripts need to know of a web service that users come from. */
export interface HttpSourceSettings extends ScriptPolicy {
    /**
     * Gets `POST {"identifier", "password"}` as JSON, and answers 200 with a user, 401, 403 or 404 for a wrong password or nobody, anything else for
     * a failure.
     */
    readonly loginUrl: string;
    /** Gets `GET ?identifier=`, and answers 200 with a user, 404 for nobody, anything else for a failure. */
    readonly getUserUrl: string;
    /**
     * Where in the answer each field of a profile stands, as a path with dots.
     *
     * @default Auth0's own names, at the top of the answer
     */
    readonly fields?: Readonly<Partial<Record<ProfileField, string>>>;
    /** Headers of both requests, by the name in `configuration` that holds the value: `{ authorization: 'SOURCE_AUTHORIZATION' }`. */
    readonly headers?: Readonly<Record<string, string>>;
}

const FIELDS: readonly ProfileField[] = [
    ...(['user_id', 'email', 'email_verified', 'name', 'given_name', 'family_name', 'nickname', 'picture'] as const),
    ...(['user_metadata', 'app_metadata'] as const),
];

/** Writes the scripts that move users from a web service. */
export function httpSourceScripts(settings: HttpSourceSettings): ImportScripts {
    const { loginUrl, getUserUrl, headers = {}, fields: paths, ...policy } = settings;
    const fields = paths ?? Object.fromEntries(FIELDS.map((field) => [field, field]));
    return framedScripts(
        {
            settings: { loginUrl, getUserUrl, headers, fields },
            shared: `${ASK_FOR_JSON}
  function headers() {
    const all = { accept: 'application/json', 'content-type': 'application/json' };
    for (const name of Object.keys(SETTINGS.headers)) all[name] = configuration[SETTINGS.headers[name]];
    return all;
  }

  function profileOf(user) {
    const at = (path) => path.split('.').reduce((value, key) => (value === undefined || value === null ? undefined : value[key]), user);
    const profile = {};
    for (const field of Object.keys(SETTINGS.fields)) {
      const value = at(SETTINGS.fields[field]);
      if (value !== undefined && value !== null) profile[field] = value;
    }
    profile.user_id = idOf(profile.user_id);
    profile.email_verified = profile.email_verified === true;
    return profile;
  }
`,
            login: `
  async function logIn(wanted, password) {
    const { status, body } = await ask(SETTINGS.loginUrl, { method: 'POST', headers: headers(), body: JSON.stringify({ identifier: wanted, password }) });
    if (status === 401 || status === 403 || status === 404) {
      if (body && body.error === 'blocked') throw say(new UnauthorizedError('user is blocked'));
      throw say(new WrongUsernameOrPasswordError(undefined, 'Wrong username or password.'));
    }
    if (status !== 200 || !body || typeof body !== 'object') throw refused(status);
    return profileOf(body);
  }
`,
            getUser: `
  async function findProfile(wanted) {
    const separator = SETTINGS.getUserUrl.includes('?') ? '&' : '?';
    const { status, body } = await ask(SETTINGS.getUserUrl + separator + 'identifier=' + encodeURIComponent(wanted.toLowerCase()), { headers: headers() });
    if (status === 404) return null;
    if (status !== 200 || !body || typeof body !== 'object') throw refused(status);
    const profile = profileOf(body);
    // A user with another address by now is not the one who was asked for.
    const value = wanted.includes('@') ? profile.email : profile.username;
    return typeof value === 'string' && value.toLowerCase() === wanted.toLowerCase() ? profile : null;
  }
`,
        },
        policy,
    );
}
