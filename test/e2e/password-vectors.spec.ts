import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigration } from '../../migrator/index.ts';
import { factsPath } from '../facts.ts';
import { callTenant, canLogIn, DEFINITION, NOBODYS_HASH, openStage, type Stage } from './stage.ts';

interface Vector {
    readonly id: string;
    readonly plaintext: string;
    readonly source_value: unknown;
    readonly auth0: { readonly password_hash?: string; readonly custom_password_hash?: object } | null;
}

const GET_USER = 'function getByEmail(email, callback) { callback(null); }';

describe('the password hash vectors, through a whole migration', function () {
    this.timeout(180_000);
    let vectors: Vector[];
    let stage: Stage;
    let excluded: { sourceUserId: string; reason: string }[];

    before(async function () {
        const file = factsPath('password-hashes.ndjson');
        if (file === undefined) this.skip();
        vectors = (await readFile(file, 'utf8'))
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Vector);
        const exported = vectors.map((vector, number) => ({
            _id: { $oid: idOf(number) },
            email: emailOf(vector),
            connection: 'legacy-customers',
            // The fields of an import file where Auth0 takes the hash, and the source's own text where it does not.
            ...(vector.auth0 ?? { passwordHash: vector.source_value }),
        }));
        stage = await openStage({
            users: vectors.map((vector, number) => ({
                user_id: idOf(number),
                email: emailOf(vector),
                password_hash: NOBODYS_HASH,
            })),
            definition: DEFINITION,
            hashExport: exported.map((line) => `${JSON.stringify(line)}\n`).join(''),
        });
        const up = await stage.run('up', { config: { phase: 'prepare' } });
        assert.equal(up.failed, false, JSON.stringify(up.diagnostics));
        const { source, target, folder } = stage;
        // Nobody but who has a hash is to be imported: the others are left to an import mode, which the target must have for it.
        const path = '/api/v2/connections';
        const found = await callTenant(target, 'GET', `${path}?name=customers`);
        const [connection] = found as { id: string; options: object }[];
        const scripts = { login: 'function login(email, password, callback) { callback(null); }' };
        await callTenant(target, 'PATCH', `${path}/${connection?.id ?? ''}`, {
            options: { ...connection?.options, import_mode: true, customScripts: { ...scripts, get_user: GET_USER } },
        });
        await writeFile(join(folder, 'migrations/vectors.ts'), DEFINITION.replace("'refuse'", "'lazy'"));
        const { report } = await runMigration({
            ...{ runId: 'vectors', runsFolder: 'runs', projectFolder: folder, phase: 'copy' },
            definitionPath: 'migrations/vectors.ts',
            source: { credentials: source, connectionName: 'legacy-customers' },
            target: { credentials: target, connectionName: 'customers' },
        });
        assert.ok(report);
        assert.equal(report.rejected, 0, JSON.stringify(report.rejectedByReason));
        excluded = (await readFile(report.artifacts.excluded, 'utf8'))
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as { sourceUserId: string; reason: string });
    });
    after(async () => {
        // Undefined when the vectors are missing.
        await (stage as Stage | undefined)?.close();
    });

    it('moves each that Auth0 takes, and leaves out each other one with its reason', () => {
        const refused = vectors.flatMap(({ auth0 }, number) => (auth0 === null ? [`auth0|${idOf(number)}`] : []));
        assert.deepEqual(
            excluded.map(({ sourceUserId }) => sourceUserId),
            refused,
        );
        assert.ok(refused.length > 0);
        for (const { reason } of excluded) assert.match(reason, /^HASH_/);
    });

    it('lets each moved user in with its password, and with no other', async () => {
        for (const vector of vectors) {
            if (vector.auth0 === null) continue;
            const logIn = (password: string) => canLogIn(stage.target, 'customers', emailOf(vector), password);
            assert.equal(await logIn(`${vector.plaintext}x`), false, `${vector.id} takes a wrong password`);
            assert.equal(await logIn(vector.plaintext), true, `${vector.id} refuses its password`);
        }
    });
});

function idOf(number: number): string {
    return number.toString(16).padStart(24, '0');
}

function emailOf({ id }: Vector): string {
    return `${id
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '.')
        .replace(/\.+$/, '')}@example.com`;
}
