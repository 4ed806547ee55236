import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLosses, turnedOnWarning } from '../../components/connection-guard.ts';
import { connectionOptions, lastingDefaults } from '../../components/connection-options.ts';
import { importModeScripts } from '../../components/import-mode/import-mode-scripts.ts';
import type { ConnectionInMaking } from '../../components/import-mode/import-mode-settings.ts';
import { type Auth0Tenant, type DatabaseConnectionArgs, importModeFromHttp } from '../../components/index.ts';
import type { DatabaseScriptTexts } from '../../migrator/scripts/check-scripts.ts';
import { GENERATED_BY } from '../../migrator/scripts/script-frame.ts';

// The tenant is not looked at: options are made of the other arguments.
const ARGS: DatabaseConnectionArgs = {
    tenant: undefined as unknown as Auth0Tenant,
    name: 'customers',
    importMode: false,
    enabledClients: [],
};

describe('the options of a connection', () => {
    it('are none where nothing is said, so that Auth0 has its defaults', () => {
        assert.deepEqual(connectionOptions(ARGS), {});
    });

    it('have the defaults that an update would take away, unless something is said of them', () => {
        const mfa = { active: true, returnEnrollSettings: true };
        const [passwordPolicy, strategyVersion] = ['good', 2];
        assert.deepEqual(lastingDefaults({}), { mfa, passwordPolicy, strategyVersion });
        const withoutMfa = connectionOptions({ ...ARGS, mfa: false });
        assert.deepEqual(lastingDefaults(withoutMfa), { passwordPolicy, strategyVersion });
        assert.deepEqual(lastingDefaults({ passwordPolicy: 'fair', strategyVersion: 1 }), { mfa });
        const passwordOptions = { complexity: { minLength: 12 } };
        assert.deepEqual(lastingDefaults({ passwordOptions }), { mfa, strategyVersion });
    });

    it('are made of the arguments, in the form of Auth0’s provider', () => {
        const options = connectionOptions({
            ...ARGS,
            signUp: false,
            selfServicePasswordReset: false,
            bruteForceProtection: true,
            username: { min: 3 },
            passwords: { strength: 'fair', minLength: 12, history: 4, noPersonalInfo: true, dictionary: ['customers'] },
            passkeys: true,
            mfa: false,
            enableScriptContext: true,
            setUserRootAttributes: 'on_first_login',
            nonPersistentAttributes: ['ethnicity'],
            passwordHashActionId: 'action-1',
        });
        assert.deepEqual(options, {
            disableSignup: true,
            disableSelfServiceChangePassword: true,
            bruteForceProtection: true,
            requiresUsername: true,
            validation: { username: { min: 3, max: 15 } },
            passwordPolicy: 'fair',
            passwordComplexityOptions: { minLength: 12 },
            passwordHistories: [{ enable: true, size: 4 }],
            passwordNoPersonalInfo: { enable: true },
            passwordDictionary: { enable: true, dictionaries: ['customers'] },
            authenticationMethods: [{ password: { enabled: true }, passkey: { enabled: true } }],
            mfa: { active: false, returnEnrollSettings: true },
            enableScriptContext: true,
            setUserRootAttributes: 'on_first_login',
            nonPersistentAttrs: ['ethnicity'],
            customPasswordHash: { actionId: 'action-1' },
        });
    });

    it('have flexible identifiers, and not usernames in both forms', () => {
        const identifiers = {
            email: { verificationMethod: 'otp', isUnique: false },
            username: { signUp: 'optional', maxLength: 30 },
            phoneNumber: { isIdentifier: false, signUp: 'inactive' },
        } as const;
        assert.deepEqual(connectionOptions({ ...ARGS, identifiers }).attributes, [
            {
                emails: [
                    {
                        identifiers: [{ active: true }],
                        profileRequired: true,
                        signups: [{ status: 'required', verifications: [{ active: true }] }],
                        verificationMethod: 'otp',
                        unique: false,
                    },
                ],
                usernames: [
                    {
                        identifiers: [{ active: true }],
                        profileRequired: false,
                        signups: [{ status: 'optional' }],
                        validations: [
                            { minLength: 1, maxLength: 30, allowedTypes: [{ email: false, phoneNumber: false }] },
                        ],
                    },
                ],
                phoneNumbers: [
                    { identifiers: [{ active: false }], profileRequired: false, signups: [{ status: 'inactive' }] },
                ],
            },
        ]);
        assert.throws(() => connectionOptions({ ...ARGS, identifiers, username: true }), /got both/);
    });
});

describe('import mode from a web service', () => {
    const urls = { loginUrl: 'https://example.com/sessions', getUserUrl: 'https://example.com/people' };

    it('is refused where passwords would go over HTTP, or no field holds the ID or the address', () => {
        assert.ok(importModeFromHttp(urls));
        assert.ok(importModeFromHttp({ ...urls, fields: { user_id: 'id', email: 'mail' } }));
        assert.throws(() => importModeFromHttp({ ...urls, loginUrl: 'http://example.com/' }), /begins with https/);
        assert.throws(() => importModeFromHttp({ ...urls, fields: { user_id: 'id' } }), /where `email` stands/);
        assert.throws(() => importModeFromHttp({ ...urls, fields: { email: 'mail' } }), /where `user_id` stands/);
    });
});

describe('import mode by files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'script-files-'));
    after(() => {
        rmSync(folder, { recursive: true });
    });
    const write = (name: string, content: string | Buffer): string => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
    };
    const text = 'function getUser(email, callback) {\n  callback(null);\n}\n';
    const getUser = write('get-user.js', text);
    const loginOf = async (login: string) => {
        const { scripts } = importModeScripts({ login, getUser }).declare({} as ConnectionInMaking);
        return ((await scripts) as DatabaseScriptTexts).login;
    };

    it('has the same text from every machine, also through a link', async () => {
        assert.equal(await loginOf(write('windows.js', `\uFEFF${text.replaceAll('\n', '\r\n')}`)), text);
        symlinkSync(getUser, join(folder, 'link.js'));
        assert.equal(await loginOf(join(folder, 'link.js')), text);
    });

    it('is refused where a file is not there, is a folder, or is not UTF-8', async () => {
        await assert.rejects(loginOf(join(folder, 'none.js')), /none\.js cannot be read \(ENOENT\)/);
        await assert.rejects(loginOf(folder), /cannot be read \(EISDIR\)/);
        await assert.rejects(loginOf(write('utf-16.js', Buffer.from(`\uFEFF${text}`, 'utf16le'))), /is not UTF-8/);
        await assert.rejects(loginOf(write('latin-1.js', Buffer.from('// Zürich', 'latin1'))), /is not UTF-8/);
    });
});

describe('what an update would destroy of a connection', () => {
    const declared = {
        name: 'customers',
        options: { disableSignup: true, passwordHistories: [{ enable: true, size: 5 }] } as Record<string, unknown>,
        isCustomDatabase: true,
        isImportMode: true,
        configurationNames: ['URL'],
        scriptNames: ['login', 'get_user'],
        dropOptions: ['realm_fallback'],
    };
    const losses = (options: Record<string, unknown>, users = 0, more: Partial<typeof declared> = {}) =>
        findLosses({ ...declared, ...more }, { id: 'con_0000000000000001', strategy: 'auth0', options, users }).map(
            (text) => text.replace(/:.*$/s, ''),
        );

    it('is nothing of what is declared, of what Auth0 fills in, or of what may be dropped', () => {
        const options = {
            ...{ disable_signup: true, customScripts: { login: '' }, password_history: { enable: true, size: 5 } },
            ...{ brute_force_protection: true, passwordPolicy: 'good', strategy_version: 2, realm_fallback: true },
            ...{ enabledDatabaseCustomization: true, import_mode: true, configuration: { URL: 'x' }, validation: {} },
        };
        const own = { enabledDatabaseCustomization: true, importMode: true, ...declared.options };
        assert.deepEqual(losses(options, 5, { options: own }), []);
    });

    it('is a part of an option whose other parts are declared', () => {
        const ours = { options: { ...connectionOptions({ ...ARGS, passkeys: true, identifiers: { email: {} } }) } };
        const methods = (password: object, more: object = {}) => ({
            ...{
                authentication_methods: {
                    password: { enabled: true, ...password },
                    passkey: { enabled: true },
                    ...more,
                },
            },
            attributes: { email: { unique: true, verification_method: 'link', signup: { status: 'required' } } },
        });
        const lost = (options: Record<string, unknown>, dropOptions: string[] = []) =>
            findLosses(
                { ...declared, ...ours, dropOptions },
                { id: 'con_0000000000000001', strategy: 'auth0', options, users: 0 },
            ).map((text) => /`([^`]+)`/.exec(text)?.[1]);
        assert.deepEqual(lost(methods({ api_behavior: 'required', signup_behavior: 'allow' })), []);
        assert.deepEqual(lost(methods({}, { email_otp: { enabled: false } })), []);
        const blocked = methods({ signup_behavior: 'block' }, { email_otp: { enabled: true } });
        const [signUp, emailOtp] = [
            'authentication_methods.password.signup_behavior',
            'authentication_methods.email_otp',
        ];
        assert.deepEqual(lost(blocked), [signUp, emailOtp]);
        assert.deepEqual(lost(blocked, [signUp]), [emailOtp]);
        assert.deepEqual(lost(blocked, ['authentication_methods']), []);
    });

    it('is nothing of what Auth0 fills in beside a rule for passwords', () => {
        const ours = { ...declared.options, passwordOptions: { complexity: { minLength: 12 } } };
        const complexity = { character_type_rule: 'all', identical_characters: 'allow', min_length: 12 };
        const history = (active: boolean) => ({ password_options: { complexity, history: { active, size: 3 } } });
        assert.deepEqual(losses(history(false), 0, { options: ours }), []);
        assert.deepEqual(losses(history(true), 0, { options: ours }), ['OPTION_DROPPED']);
    });

    it('is an option that was set elsewhere', () => {
        assert.deepEqual(losses({ brute_force_protection: false }), ['OPTION_DROPPED']);
        assert.deepEqual(losses({ passwordPolicy: 'excellent' }), ['OPTION_DROPPED']);
    });

    it('is not known where Auth0 hides the options', () => {
        assert.deepEqual(
            findLosses(declared, { id: 'con_0000000000000001', strategy: 'auth0', options: undefined, users: 5 }),
            [],
        );
    });

    it('is a secret that nobody can read back, but for those of generated scripts', () => {
        assert.deepEqual(losses({ configuration: { KEY: 'x' } }), ['CONFIGURATION_DROPPED']);
        assert.deepEqual(losses({ configuration: { SOURCE_PASSWORD: 'x', TARGET_CLIENT_ID: 'y' } }), []);
    });

    it('is a secret with a name of ours that a script of somebody else reads', () => {
        const configuration = { SOURCE_PASSWORD: 'x', TARGET_CLIENT_ID: 'y' };
        const scripts = (text: string) => ({ customScripts: { login: text }, configuration });
        assert.deepEqual(losses(scripts('const { SOURCE_PASSWORD } = configuration;')), ['CONFIGURATION_DROPPED']);
        assert.deepEqual(losses(scripts(`// ${GENERATED_BY}\nconfiguration.SOURCE_PASSWORD`)), []);
        assert.deepEqual(losses(scripts('configuration.URL')), []);
    });

    it('is a script that was added elsewhere', () => {
        const customScripts = { login: '', delete: 'function remove(id, callback) {}' };
        assert.deepEqual(losses({ customScripts }), ['OPTION_DROPPED']);
        assert.deepEqual(losses({ customScripts }, 0, { dropOptions: ['customScripts.delete'] }), []);
        assert.deepEqual(losses({ customScripts }, 0, { scriptNames: ['login', 'get_user', 'delete'] }), []);
    });

    it('is a ghost of everybody who has logged in without import mode, once that is on', () => {
        const seen = (options: Record<string, unknown>, users: number) =>
            turnedOnWarning(declared, { id: 'con_0000000000000001', strategy: 'auth0', options, users });
        const legacy = { enabledDatabaseCustomization: true, import_mode: false };
        assert.match(seen(legacy, 3) ?? '', /3 users logged in without it.*login-without-import-mode/s);
        assert.equal(seen(legacy, 0), undefined);
        assert.equal(seen({ ...legacy, import_mode: true }, 3), undefined);
        assert.equal(seen({}, 3), undefined);
    });

    it('is every login, where import mode is turned off, and the kind of a database that has users', () => {
        const options = { import_mode: true, enabledDatabaseCustomization: true };
        const off = { isImportMode: false, isCustomDatabase: false, dropOptions: Object.keys(options) };
        assert.deepEqual(losses(options, 1, off), ['IMPORT_MODE_TURNED_OFF', 'DATABASE_KIND_CHANGED']);
        assert.deepEqual(losses({}, 1), ['DATABASE_KIND_CHANGED']);
        assert.deepEqual(losses({}, 0), []);
    });
});
