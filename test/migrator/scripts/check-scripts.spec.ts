import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auth0SourceScripts } from '../../../migrator/scripts/auth0-scripts.ts';
import { checkScripts } from '../../../migrator/scripts/check-scripts.ts';
import { FINISHED_SCRIPTS, finishedScripts } from '../../../migrator/scripts/finished-scripts.ts';
import { httpSourceScripts } from '../../../migrator/scripts/http-scripts.ts';
import type { DatabaseScriptName, ImportScripts, ScriptPolicy } from '../../../migrator/scripts/import-scripts.ts';
import { mongoSourceScripts } from '../../../migrator/scripts/mongo-scripts.ts';
import type { PasswordHashKind } from '../../../migrator/scripts/password-check.ts';
import { SCRIPT_FINDINGS } from '../../../migrator/scripts/script-finding.ts';
import { mysqlSourceScripts, postgresSourceScripts } from '../../../migrator/scripts/sql-scripts.ts';

interface Case {
    readonly name: string;
    readonly script: DatabaseScriptName;
    readonly codes: readonly string[];
    readonly text: string;
}

describe('the checks of scripts', () => {
    const wrong = casesIn('wrong');
    const right = casesIn('right');

    for (const { name, script, codes, text } of wrong) {
        it(`find what is wrong, and nothing else: ${name}`, () => {
            const found = checkScripts({ [script]: text });
            assert.deepEqual([...new Set(found.map(({ code }) => code))].sort(), [...codes].sort());
            for (const { script: of, level, code, message } of found) {
                assert.equal(of, script);
                assert.equal(level, SCRIPT_FINDINGS[code]);
                assert.match(message, /[.)]$/);
            }
        });
    }

    for (const { name, script, text } of right) {
        it(`find nothing in what is right: ${name}`, () => {
            assert.deepEqual(checkScripts({ [script]: text }), []);
        });
    }

    it('know a wrong script of every kind', () => {
        const known = new Set(wrong.flatMap(({ codes }) => codes));
        const unknown = Object.keys(SCRIPT_FINDINGS).filter((code) => !known.has(code));
        // The next tests make scripts that are too long to keep.
        assert.deepEqual(unknown, ['SCRIPT_TANGLED', 'SCRIPT_TOO_LONG']);
        assert.ok(wrong.length >= 30 && right.length >= 10);
    });

    it('know a script that is longer than Auth0 takes', () => {
        const text = `function login(email, password, callback) { callback(null); }\n//${'x'.repeat(100 * 1024)}`;
        assert.deepEqual(
            checkScripts({ login: text }).map(({ code }) => code),
            ['SCRIPT_TOO_LONG'],
        );
    });

    it('say so where functions lead into each other without an end, and still find what does not depend on them', () => {
        const count = 60;
        const call = (from: number, by: number) => `h${(from + by) % count}`;
        const helpers = Array.from({ length: count }, (_, at) => {
            const inner = `{ a: x, b: ${call(at, 1)}(x.c), d: [${call(at, 3)}(x), ...${call(at, 4)}(x)] }`;
            return `function h${at}(x) { if (x.a) return ${call(at, 7)}(${inner}); x.user = ${call(at, 2)}(x.b); return { user_id: ${call(at, 5)}(x).id }; }`;
        });
        const text = `async function getUser(email, callback) {
            const url = process.env.URL;
            try { callback(null, h0(await find(url, email))); } catch (error) { callback(error); }
            ${helpers.join('\n')}
        }`;
        const found = checkScripts({ get_user: text }).map(({ code }) => code);
        assert.deepEqual(found, ['SCRIPT_ENVIRONMENT', 'SCRIPT_TANGLED']);
    });

    it('say in which line something is', () => {
        const [finding] = checkScripts({ get_user: 'function getUser(email, callback) {\n\n  callback(null, {});\n}' });
        assert.deepEqual([finding?.script, finding?.line], ['get_user', 3]);
    });

    it('know whether Auth0 calls scripts with their context', () => {
        const check = (parameters: string, hasContext?: boolean) =>
            checkScripts({ get_user: `function getUser(${parameters}) { callback(null); }` }, hasContext).length;
        const [without, with_] = ['email, callback', 'email, context, callback'];
        assert.deepEqual([check(without), check(with_)], [0, 0]);
        assert.deepEqual([check(without, false), check(with_, false)], [0, 1]);
        assert.deepEqual([check(without, true), check(with_, true)], [1, 0]);
        const settings = { domain: 'example.auth0.com', connection: 'legacy', hasContext: true };
        for (const scripts of [auth0SourceScripts(settings), finishedScripts(true)])
            assert.deepEqual(checkScripts({ ...scripts }, true), []);
    });

    it('see that two scripts take the ID of a user from different places', () => {
        const script = (parameters: string, id: string) =>
            `function f(${parameters}, callback) { find((err, user) => err || !user ? callback(err) : callback(null, { user_id: ${id}, email: user.email }));
               function find(done) { require('request').get({ url: configuration.URL, json: [${parameters}] }, (e, r, body) => done(e, body)); } }`;
        const check = (login: string, getUser: string) =>
            checkScripts({ login: script('a, b', login), get_user: script('a', getUser) }).map(({ code }) => code);
        assert.deepEqual(check('user.id', 'user.id.toString()'), []);
        assert.deepEqual(check('user.id', 'user.uuid'), ['SCRIPT_ID_UNSTABLE']);
        assert.deepEqual(check("'old|' + user.id", 'user.id'), ['SCRIPT_ID_UNSTABLE']);
    });

    it('find nothing in generated scripts, whatever they were told', () => {
        const hashes: PasswordHashKind[] = [
            ...(['bcrypt', 'pbkdf2-django', 'pbkdf2-phc'] as const),
            ...(['md5', 'sha256'] as const).map((digest) => ({ digest, salt: 'salt' })),
        ];
        const columns = { id: 'id', email: 'email', passwordHash: 'hash', username: 'login' };
        const policies: ScriptPolicy[] = [
            {},
            { beforeFirstLogin: 'answer', idPrefix: 'legacy|', refusal: "It's there" },
            { target: { domain: 'example.auth0.com', connection: 'customers' } },
        ];
        const all: ImportScripts[] = policies.flatMap((policy) => [
            FINISHED_SCRIPTS,
            auth0SourceScripts({ domain: 'example.auth0.com', connection: 'legacy', ...policy }),
            httpSourceScripts({ loginUrl: 'https://example.com/a', getUserUrl: 'https://example.com/b', ...policy }),
            ...hashes.flatMap((passwordHash) => {
                const sql = { host: 'db', database: 'app', user: 'reader', table: 'public.users', columns, ...policy };
                return [
                    postgresSourceScripts({ ...sql, passwordHash }),
                    mysqlSourceScripts({ ...sql, passwordHash }),
                    mongoSourceScripts({ database: 'app', collection: 'users', columns, passwordHash, ...policy }),
                ];
            }),
        ]);
        for (const scripts of all) assert.deepEqual(checkScripts({ ...scripts }), []);
    });
});

function casesIn(kind: 'wrong' | 'right'): Case[] {
    const folder = join(import.meta.dirname, 'cases', kind);
    return readdirSync(folder).map((file) => {
        const text = readFileSync(join(folder, file), 'utf8');
        const [, script = ''] = /^\/\/ script: (\w+)$/m.exec(text) ?? [];
        const [, codes = ''] = /^\/\/ finds: (.+)$/m.exec(text) ?? [];
        return { name: file, script: script as DatabaseScriptName, codes: codes.split(', '), text };
    });
}
