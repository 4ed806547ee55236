import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { type LocalTenant, startLocalTenant } from '../../local/tenant/index.ts';
import {
    type ErrorCode,
    inspectMigration,
    isMigrationError,
    type MigrationSettings,
    runMigration,
} from '../../migrator/index.ts';
import { mountSmallDisk } from '../small-disk.ts';
import { NOBODYS_HASH, usersOf } from './stage.ts';

const USERS = [1, 2, 3].map((number) => ({
    user_id: number.toString(16).padStart(24, '0'),
    email: `bad.input.${number}@example.com`,
    password_hash: NOBODYS_HASH,
}));
const DEFINITION = `export default {
    description: 'Three users.',
    passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' },
};\n`;

describe('bad input', function () {
    this.timeout(300_000);
    let folder: string;
    let source: LocalTenant;
    let target: LocalTenant;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'bad-input-'));
        const seed = async (name: string, lines: object[]) => {
            const file = join(folder, name);
            await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
            return await startLocalTenant({ seedFile: file });
        };
        source = await seed('source.ndjson', [
            { connection: { name: 'legacy' } },
            { connection: { name: 'social', strategy: 'google-oauth2' } },
            {
                client: {
                    name: 'Reader',
                    client_id: 'reader',
                    client_secret: 'reader-secret',
                    scope: ['read:connections'],
                },
            },
            ...USERS.map((user) => ({ user: { connection: 'legacy', ...user } })),
        ]);
        target = await seed('target.ndjson', [
            { connection: { name: 'customers' } },
            { connection: { name: 'roomy' } },
        ]);
        const authorities = await Promise.all([source, target].map(({ caFile }) => readFile(caFile, 'utf8')));
        setDefaultCACertificates([...getCACertificates('default'), ...authorities]);
    });
    after(async () => {
        await source.close();
        await target.close();
        await rm(folder, { recursive: true, force: true });
    });

    // A project of its own for each case, so that no run remembers another.
    const settings = async (changes: Partial<MigrationSettings> = {}, files: Record<string, string | Buffer> = {}) => {
        const projectFolder = await mkdtemp(join(folder, 'project-'));
        const all = {
            'definition.ts': DEFINITION,
            'hashes.ndjson': exportOf(USERS.map(({ user_id, email }) => lineOf(user_id, email, 'legacy'))),
            ...files,
        };
        for (const [name, text] of Object.entries(all)) await writeFile(join(projectFolder, name), text);
        return {
            runId: 'bad-input',
            runsFolder: 'runs',
            projectFolder,
            definitionPath: 'definition.ts',
            source: { credentials: credentialsOf(source), connectionName: 'legacy' },
            target: { credentials: credentialsOf(target), connectionName: 'customers' },
            phase: 'copy' as const,
            ...changes,
        };
    };

    /** The run throws it, nothing is sent; and what a preview can know, the preview says too. */
    const refused = async (
        given: Promise<MigrationSettings>,
        code: ErrorCode,
        words: readonly RegExp[],
        { inPreview = true }: { inPreview?: boolean } = {},
    ) => {
        const migration = await given;
        const error = await runMigration(migration).then(
            () => assert.fail('the run was not refused'),
            (reason: unknown) => reason,
        );
        assert.ok(isMigrationError(error), String(error));
        assert.equal(error.code, code, error.message);
        for (const word of words) assert.match(error.message, word);
        if (inPreview) {
            const { refusals } = await inspectMigration(migration);
            assert.ok(
                refusals.some((refusal) => refusal.code === code),
                `the preview says ${refusals.map((refusal) => refusal.code).join(', ')}`,
            );
        }
        assert.deepEqual(await usersOf(target, 'customers'), [], 'nothing was sent');
    };

    it('an unknown tenant: names the domain and the configuration', async () => {
        const credentials = { domain: 'no-such-tenant.invalid', clientId: 'a', clientSecret: 'b' };
        await refused(settings({ source: { credentials, connectionName: 'legacy' } }), 'TENANT_UNREACHABLE', [
            /no-such-tenant\.invalid/,
            /Check the domain/,
        ]);
    });

    it('a wrong secret: names the client and never the secret', async () => {
        const credentials = { ...credentialsOf(target), clientSecret: 'wrong-secret-value' };
        await refused(settings({ target: { credentials, connectionName: 'customers' } }), 'TENANT_UNAUTHORIZED', [
            new RegExp(target.clientId),
            /machine-to-machine application/,
            /^(?!.*wrong-secret-value)/s,
        ]);
    });

    it('a missing scope: names each one and where to grant it', async () => {
        const credentials = { domain: source.domain, clientId: 'reader', clientSecret: 'reader-secret' };
        await refused(settings({ source: { credentials, connectionName: 'legacy' } }), 'MISSING_SCOPES', [
            /read:users/,
            /Applications > APIs/,
        ]);
    });

    it('a connection that is not there', async () => {
        const end = { credentials: credentialsOf(source), connectionName: 'nobody' };
        await refused(settings({ source: end }), 'CONNECTION_NOT_FOUND', [/nobody/, /Authentication > Database/]);
    });

    it('a connection that is not a database: names its strategy', async () => {
        const end = { credentials: credentialsOf(source), connectionName: 'social' };
        await refused(settings({ source: end }), 'NOT_A_DATABASE_CONNECTION', [/google-oauth2/, /Expected a database/]);
    });

    it('a source that is the target', async () => {
        const end = { credentials: credentialsOf(source), connectionName: 'legacy' };
        await refused(settings({ source: end, target: end }), 'SAME_CONNECTION', [/two different ones/]);
    });

    it('a hash export that is not there', async () => {
        const definition = DEFINITION.replace('hashes.ndjson', 'elsewhere.ndjson');
        await refused(settings({}, { 'definition.ts': definition }), 'HASH_EXPORT_NOT_FOUND', [
            /elsewhere\.ndjson/,
            /passwords\.hashExport/,
        ]);
    });

    const DAMAGED: Readonly<Record<string, [string | Buffer, RegExp]>> = {
        'is no JSON': ['{"_id":{"$oid":"1"},"passwordHash":"$2b$10$secret\n', /record 1 is not JSON/],
        'is a gzip that breaks off': [
            gzipSync(exportOf(Array<object>(500).fill(lineOf('1', 'a@example.com', 'legacy')))).subarray(0, 60),
            /ends too early/,
        ],
        'names nobody': ['{"passwordHash":"x"}\n', /neither an ID/],
        'is empty': ['', /holds no record/],
    };
    for (const [what, [hashes, words]] of Object.entries(DAMAGED)) {
        it(`a hash export that ${what}: says what was expected, and quotes nothing of it`, async () => {
            await refused(
                settings({}, { 'hashes.ndjson': hashes }),
                'HASH_EXPORT_DAMAGED',
                [words, /Expected the NDJSON/, /^(?!.*\$2b\$)/s],
                { inPreview: false },
            );
        });
    }

    it('a hash export that is still encrypted: gives the settings and the command that decrypts, in the preview too', async () => {
        await refused(settings({}, { 'hashes.ndjson': '-----BEGIN PGP MESSAGE-----\n' }), 'HASH_EXPORT_ENCRYPTED', [
            /passwords\.privateKey/,
            /gpg --decrypt/,
        ]);
    });

    it('a hash export of another connection: names the connections that it holds', async () => {
        const hashes = exportOf([lineOf('1', 'a@example.com', 'Username-Password-Authentication')]);
        await refused(
            settings({}, { 'hashes.ndjson': hashes }),
            'HASH_EXPORT_OF_ANOTHER_CONNECTION',
            [/legacy/, /Username-Password-Authentication/],
            { inPreview: false },
        );
    });

    it('a user without a hash, where the definition refuses that: gives the counts and why it cannot be mended later', async () => {
        const hashes = exportOf([lineOf(USERS[0]?.user_id ?? '', 'bad.input.1@example.com', 'legacy')]);
        await refused(
            settings({}, { 'hashes.ndjson': hashes }),
            'PASSWORD_HASHES_MISSING',
            [/2 of 3 new users/, /only with the first import/, /'reset'/],
            { inPreview: false },
        );
    });

    it('an unknown key in a definition: names it and the known ones', async () => {
        const definition = DEFINITION.replace('description:', 'descriptoin: 1, description:');
        await refused(settings({}, { 'definition.ts': definition }), 'DEFINITION_INVALID', [
            /unknown key `descriptoin`/,
            /existingUsers/,
        ]);
    });

    it('a value of a definition that is not as expected: gives its path and what came', async () => {
        const definition = DEFINITION.replace("'refuse'", "'perhaps'");
        await refused(settings({}, { 'definition.ts': definition }), 'DEFINITION_INVALID', [
            /`passwords\.whenMissing`/,
            /"perhaps" \(string\)/,
        ]);
    });

    it('a definition that is not there', async () => {
        await refused(settings({ definitionPath: 'nowhere.ts' }), 'DEFINITION_NOT_FOUND', [/nowhere\.ts/]);
    });

    it("a full disk in the run's folder: stops cleanly, and goes on when there is room", async function () {
        const end = { credentials: credentialsOf(target), connectionName: 'roomy' };
        const migration = await settings({ target: end });
        const runs = join(migration.projectFolder, 'runs');
        await mkdir(runs);
        const disk = await mountSmallDisk(runs, '16k');
        if (disk === undefined) this.skip();
        try {
            await writeFile(join(runs, 'ballast'), Buffer.alloc(12 * 1024));
            await refused(Promise.resolve(migration), 'STORAGE_FULL', [/make room/i, /run again/], {
                inPreview: false,
            });
            await disk.resize('4m');
            const { report } = await runMigration(migration);
            assert.equal(report?.imported, USERS.length);
        } finally {
            await disk.unmount();
        }
    });
});

function credentialsOf({ domain, clientId, clientSecret }: LocalTenant) {
    return { domain, clientId, clientSecret };
}

function lineOf(id: string, email: string, connection: string): object {
    return { _id: { $oid: id }, email, passwordHash: NOBODYS_HASH, connection };
}

function exportOf(lines: object[]): string {
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
