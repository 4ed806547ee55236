import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const GOOD = 'Right horse 9';

describe('local tenant, sign-ups', () => {
    let tenant: OpenTenant;

    before(async () => {
        const database = (name: string, options: object = {}) => ({ connection: { name, options } });
        tenant = await openTenant({
            seed: [
                database('open', { passwordPolicy: 'good' }),
                database('closed', { disable_signup: true }),
                database('personal', { password_no_personal_info: { enable: true } }),
                database('common', { password_dictionary: { enable: true, dictionary: ['Right horse 9'] } }),
                database('newer', {
                    password_options: {
                        complexity: {
                            min_length: 10,
                            character_types: ['number', 'uppercase'],
                            identical_characters: 'block',
                        },
                        profile_data: { active: true },
                        dictionary: { active: true, custom: ['Correct-1-Horse'] },
                    },
                }),
                { user: { connection: 'open', email: 'taken@example.com' } },
            ],
        });
    });
    after(() => tenant.close());

    const signUp = async (connection: string, email: string, password: string, more: object = {}) => {
        const response = await tenant.fetch(`https://${tenant.domain}/dbconnections/signup`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ client_id: tenant.clientId, connection, email, password, ...more }),
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const nameOf = async (...call: Parameters<typeof signUp>) => (await signUp(...call)).body['name'];

    it('are refused where they are turned off', async () => {
        assert.deepEqual(await signUp('closed', 'ann@example.com', GOOD), {
            status: 400,
            body: { error: 'public signup is disabled' },
        });
    });

    it('say which rules a weak password breaks, and all rules in words', async () => {
        const { status, body } = await signUp('open', 'ann@example.com', 'short!');
        assert.equal(status, 400);
        assert.deepEqual(
            [body['name'], body['message'], body['code'], body['statusCode']],
            ['PasswordStrengthError', 'Password is too weak', 'invalid_password', 400],
        );
        const { rules, verified } = body['description'] as {
            rules: {
                code: string;
                format: number[];
                verified: boolean;
                items?: { code: string; verified: boolean }[];
            }[];
            verified: boolean;
        };
        assert.equal(verified, false);
        assert.deepEqual(
            rules.map((rule) => [rule.code, rule.format, rule.verified]),
            [
                ['lengthAtLeast', [8], false],
                ['containsAtLeast', [3, 4], false],
            ],
        );
        assert.deepEqual(
            rules[1]?.items?.map((item) => [item.code, item.verified]),
            [
                ['lowerCase', true],
                ['upperCase', false],
                ['numbers', false],
                ['specialCharacters', true],
            ],
        );
        assert.match(
            String(body['policy']),
            /^\* At least 8 characters in length\n\* Contain at least 3 of the following 4/,
        );
    });

    it('say that there is such a user only where the tenant wants it', async () => {
        const { settings } = tenant.management.tenants;
        assert.equal((await signUp('open', 'taken@example.com', GOOD)).body['code'], 'invalid_signup');
        await settings.update({ flags: { enable_public_signup_user_exists_error: true } });
        assert.equal((await signUp('open', 'taken@example.com', GOOD)).body['code'], 'user_exists');
        await settings.update({ flags: { enable_public_signup_user_exists_error: false } });
    });

    it('refuse passwords that are made of what is known of the user', async () => {
        assert.equal(
            await nameOf('personal', 'rumpelstilz@example.com', 'My-Rumpelstilz-1'),
            'PasswordNoUserInfoError',
        );
        const metadata = { user_metadata: { first: 'Annegret' } };
        assert.equal(await nameOf('personal', 'a@example.com', 'annegret-IS-1', metadata), 'PasswordNoUserInfoError');
        assert.equal(await nameOf('newer', 'rumpelstilz@example.com', 'My-Rumpelstilz-1'), 'PasswordNoUserInfoError');
        assert.equal((await signUp('personal', 'rumpelstilz@example.com', GOOD)).status, 200);
    });

    it('refuse passwords of a dictionary', async () => {
        assert.equal(await nameOf('common', 'ann@example.com', 'right HORSE 9'), 'PasswordDictionaryError');
        assert.equal(await nameOf('newer', 'ann@example.com', 'Correct-1-Horse'), 'PasswordDictionaryError');
        assert.equal((await signUp('common', 'ann@example.com', 'Wrong horse 9')).status, 200);
    });

    it('know the rules of newer connections', async () => {
        assert.equal(await nameOf('newer', 'b@example.com', 'Ab1-cdefg'), 'PasswordStrengthError', 'too short');
        assert.equal(await nameOf('newer', 'b@example.com', 'ab1-cdefghij'), 'PasswordStrengthError', 'no upper case');
        assert.equal(await nameOf('newer', 'b@example.com', 'Ab1-cdefghhhij'), 'PasswordStrengthError', 'three alike');
        assert.equal((await signUp('newer', 'b@example.com', 'Ab1-cdefghij')).status, 200);
    });

    it('have rules that hold on the Management API too', async () => {
        const { users } = tenant.management;
        const [user] = await users.listUsersByEmail({ email: 'rumpelstilz@example.com' });
        await assert.rejects(users.update(String(user?.user_id), { password: 'My-Rumpelstilz-1' }), {
            statusCode: 400,
            message: /PasswordNoUserInfoError: Password contains user information/,
        });
    });
});
