import type { ScriptPolicy } from './import-scripts.ts';

/** What every generated script says of itself. */
export const GENERATED_BY = 'Written by auth0-user-migration';

const DEFAULT_TIME_LIMIT_MS = 15_000;
const DEFAULT_REFUSAL = 'This account exists. Log in with its password.';

/** The parts of a pair of scripts that differ from source to source. */
export interface ScriptParts {
    /** What the scripts read as `SETTINGS`; no secret. */
    readonly settings: Readonly<Record<string, unknown>>;
    /** Functions that both scripts have. */
    readonly shared: string;
    /** Functions of Login, among them `async function logIn(identifier, password)`, which returns a profile or throws. */
    readonly login: string;
    /** Functions of Get User, among them `async function findProfile(identifier)`, which returns a profile or `null`. */
    readonly getUser: string;
}

/**
 * Puts the parts of a pair of scripts into the frame that all of them have: they call back once, before Auth0's time limit, and what went wrong
 * is said without a word of the user's.
 */
export function framedScripts(parts: ScriptParts, policy: ScriptPolicy): { login: string; get_user: string } {
    const settings = {
        idPrefix: policy.idPrefix ?? '',
        timeLimitMs: policy.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS,
        ...parts.settings,
    };
    const { target, hasContext = false } = policy;
    const context = hasContext ? 'context, ' : '';
    const isGuarded = target !== undefined;
    const loginSettings = isGuarded
        ? { ...settings, target: { origin: `https://${target.domain}`, connection: target.connection } }
        : settings;
    const guard = `${parts.shared.includes('async function ask(') ? '' : ASK_FOR_JSON}${REFUSE_TAKEN}`;
    const getUserSettings = { ...settings, refusal: policy.refusal ?? DEFAULT_REFUSAL };
    const guards = `.then(withoutAddressAsUsername)${isGuarded ? '.then(refuseTaken)' : ''}`;
    const found =
        policy.beforeFirstLogin === 'answer'
            ? `return profile;`
            : `// A profile in place of this error would begin to move the user, and leave a ghost if no login follows.
    if (profile) throw say(new ValidationError('user_exists', SETTINGS.refusal));
    return null;`;
    return {
        login: script(
            `login(identifier, password, ${context}callback)`,
            loginSettings,
            `logIn(String(identifier).trim(), password)${guards}`,
            `${PROFILE_RULES}${parts.shared}\n${parts.login}${isGuarded ? guard : ''}`,
        ),
        get_user: script(
            `getUser(identifier, ${context}callback)`,
            getUserSettings,
            'answer(String(identifier).trim())',
            `${PROFILE_RULES}
  async function answer(wanted) {
    const profile = withoutAddressAsUsername(await findProfile(wanted));
    ${found}
  }
${parts.shared}\n${parts.getUser}`,
        ),
    };
}

function script(signature: string, settings: object, start: string, functions: string): string {
    return `function ${signature} {
  // ${GENERATED_BY}: change the program, not this text, which the next \`pulumi up\` writes anew.
  const SETTINGS = ${JSON.stringify(settings)};
  let isDone = false;
  const said = new Set();
  const timer = setTimeout(() => finish(say(new Error('The source of the users did not answer in time.'))), SETTINGS.timeLimitMs);

  function finish(error, profile) {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    if (!error) return callback(null, profile);
    // The words of a driver may quote the user.
    return callback(said.has(error) ? error : new Error('The source of the users failed (' + (error.code || error.name) + ').'));
  }

  function say(error) {
    said.add(error);
    return error;
  }
${functions.replace(/\n{3,}/g, '\n\n').replace(/\s+$/, '')}

  ${start}.then((profile) => finish(null, profile), finish);
}
`;
}

// What holds of every profile, whatever the source.
const PROFILE_RULES = `
  // An ID that is rounded, cut or empty would make one user of two.
  function idOf(value) {
    let id = '';
    if (typeof value === 'string' || typeof value === 'bigint' || Number.isSafeInteger(value)) id = String(value);
    else if (Buffer.isBuffer(value) || (value && value._bsontype === 'Binary')) id = value.toString('hex');
    else if (value && /^(ObjectId|ObjectID|Long|Decimal128)$/.test(value._bsontype)) id = value.toString();
    if (id === '' || /\\s/.test(id) || SETTINGS.idPrefix.length + id.length > 255)
      throw say(new Error('The source of the users gave a user without an ID, or with one that Auth0 cannot keep.'));
    return SETTINGS.idPrefix + id;
  }

  // It would take the logins of somebody else, whose address it is.
  function withoutAddressAsUsername(profile) {
    if (profile && /.@./.test(profile.username)) delete profile.username;
    return profile;
  }
`;

/** A function of scripts: asks over HTTPS for JSON, and takes whatever else comes for a failure of the source. */
export const ASK_FOR_JSON = `
  async function ask(url, init) {
    const signal = typeof AbortSignal === 'function' && AbortSignal.timeout ? { signal: AbortSignal.timeout(SETTINGS.timeLimitMs) } : {};
    const response = await fetch(url, Object.assign({ redirect: 'error' }, signal, init));
    const text = await response.text();
    if (text === '') return { status: response.status, body: undefined };
    try {
      return { status: response.status, body: JSON.parse(text) };
    } catch (error) {
      if (!response.ok) return { status: response.status, body: undefined };
      throw say(new Error('The source of the users answered with what is no JSON.'));
    }
  }

  function refused(status) {
    return say(new Error('The source of the users answered with HTTP ' + status + '.'));
  }
`;

const REFUSE_TAKEN = `
  // Auth0 begins to move a user before it sees that another has the username, and keeps a ghost of what it began.
  async function refuseTaken(profile) {
    for (const field of ['username', 'phone_number']) {
      if (!profile[field]) continue;
      // Auth0 keeps usernames in lower case, and looks for them as they are written.
      const value = String(profile[field]).toLowerCase();
      const query = 'identities.connection:"' + SETTINGS.target.connection + '" AND ' + field + ':"' + value.replace(/["\\\\]/g, '') + '"';
      const headers = { authorization: 'Bearer ' + (await targetToken()) };
      const { status, body } = await ask(SETTINGS.target.origin + '/api/v2/users?q=' + encodeURIComponent(query), { headers });
      if (status === 401 || status === 403) globalThis.auth0UserMigrationTargetToken = undefined;
      if (status !== 200 || !Array.isArray(body)) throw say(new Error('Auth0 did not say who has the username: HTTP ' + status + '.'));
      const others = body.filter((user) => String(user[field]).toLowerCase() === value && user.user_id !== 'auth0|' + profile.user_id);
      if (others.length > 0) throw say(new UnauthorizedError('This account cannot move yet: another one has its ' + field.replace('_', ' ') + '.'));
    }
    return profile;
  }

  async function targetToken() {
    const kept = globalThis.auth0UserMigrationTargetToken;
    if (kept && kept.clientId === configuration.TARGET_CLIENT_ID && kept.until > Date.now()) return kept.token;
    const form = {
      grant_type: 'client_credentials',
      audience: SETTINGS.target.origin + '/api/v2/',
      client_id: configuration.TARGET_CLIENT_ID,
      client_secret: configuration.TARGET_CLIENT_SECRET,
    };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, body } = await ask(SETTINGS.target.origin + '/oauth/token', { method: 'POST', headers, body: new URLSearchParams(form).toString() });
    if (status !== 200 || !body) throw say(new Error('Auth0 gave no token to look for usernames: HTTP ' + status + '.'));
    const until = Date.now() + (Number(body.expires_in) - 60) * 1000;
    globalThis.auth0UserMigrationTargetToken = { clientId: configuration.TARGET_CLIENT_ID, token: body.access_token, until };
    return body.access_token;
  }
`;
