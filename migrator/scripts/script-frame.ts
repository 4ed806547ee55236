import type { ScriptPolicy } from './import-scripts.ts';

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
    const getUserSettings = { ...settings, refusal: policy.refusal ?? DEFAULT_REFUSAL };
    const found =
        policy.beforeFirstLogin === 'answer'
            ? `return profile;`
            : `// A profile in place of this error would begin to move the user, and leave a ghost if no login follows.
    if (profile) throw say(new ValidationError('user_exists', SETTINGS.refusal));
    return null;`;
    return {
        login: script(
            'login(identifier, password, callback)',
            settings,
            'logIn(String(identifier).trim(), password)',
            `${parts.shared}\n${parts.login}`,
        ),
        get_user: script(
            'getUser(identifier, callback)',
            getUserSettings,
            'answer(String(identifier).trim())',
            `
  async function answer(wanted) {
    const profile = await findProfile(wanted);
    ${found}
  }
${parts.shared}\n${parts.getUser}`,
        ),
    };
}

function script(signature: string, settings: object, start: string, functions: string): string {
    return `function ${signature} {
  // Written by auth0-user-migration: change the program, not this text, which the next \`pulumi up\` writes anew.
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
