import { valueOf } from '../../records/json-path.ts';
import type { UserRecord } from '../../records/user-record.ts';
import type { PresetHash, SourcePreset } from './preset.ts';
import { numberAt, recordsAt, textAt } from './record-values.ts';

const DIGESTS: Readonly<Record<string, 'md5' | 'sha1' | 'sha256' | 'sha512'>> = {
    MD5: 'md5',
    'SHA-1': 'sha1',
    'SHA-256': 'sha256',
    'SHA-512': 'sha512',
};

const BLOCKED: ReadonlySet<string> = new Set(['DEPROVISIONED', 'LOCKED_OUT', 'SUSPENDED']);

/**
 * Reads users in the form of Okta's API, with `credentials.password.hash` where it is there.
 *
 * Okta gives its own hashes to nobody: those of this form are what another system brought to Okta.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ (read 2026-11-26)
 */
export const okta: SourcePreset = {
    columns: {
        user_id: 'id',
        email: 'profile.email',
        email_verified: (record) =>
            recordsAt(record, 'credentials', 'emails').some(
                ({ value, status }) => value === valueOf(record, ['profile', 'email']) && status === 'VERIFIED',
            ),
        username: (record) => {
            const login = textAt(record, 'profile', 'login');
            return login === textAt(record, 'profile', 'email') || login?.includes('@') === true ? undefined : login;
        },
        given_name: 'profile.firstName',
        family_name: 'profile.lastName',
        name: 'profile.displayName',
        nickname: 'profile.nickName',
        blocked: ({ status }) => (typeof status === 'string' && BLOCKED.has(status) ? true : undefined),
    },
    blockedBy: ['status'],
    passwordHash: (record) => {
        const hash = valueOf(record, ['credentials', 'password', 'hash']);
        return typeof hash === 'object' && hash !== null ? described(hash as UserRecord) : undefined;
    },
    isPerson: (record) => {
        const provider = textAt(record, 'credentials', 'provider', 'type');
        return provider === undefined || provider === 'OKTA' || provider === 'IMPORT';
    },
};

function described(hash: UserRecord): PresetHash | undefined {
    const value = textAt(hash, 'value');
    const salt = textAt(hash, 'salt');
    const name = textAt(hash, 'algorithm') ?? '';
    if (value === undefined) return undefined;
    if (name === 'BCRYPT') {
        const cost = String(numberAt(hash, 'workFactor') ?? 10).padStart(2, '0');
        return { hash: `$2b$${cost}$${salt ?? ''}${value}` };
    }
    const iterations = numberAt(hash, 'iterationCount');
    if (name === 'PBKDF2' && salt !== undefined && iterations !== undefined) {
        const digest = textAt(hash, 'digestAlgorithm') === 'SHA512_HMAC' ? 'sha512' : 'sha256';
        const settings = { encoding: 'base64', salt: { value: salt, encoding: 'base64' } } as const;
        return { hash: value, algorithm: 'pbkdf2', digest, iterations, ...settings };
    }
    const algorithm = DIGESTS[name];
    if (algorithm === undefined) return { hash: value };
    const position = textAt(hash, 'saltOrder') === 'PREFIX' ? 'prefix' : 'suffix';
    const salted = salt === undefined ? {} : { salt: { value: salt, encoding: 'base64', position } as const };
    return { hash: value, algorithm, encoding: 'base64', ...salted };
}
