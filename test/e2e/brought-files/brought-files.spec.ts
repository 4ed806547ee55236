import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type LocalTenant, startLocalTenant } from '../../../local/tenant/index.ts';
import { isMigrationError, type MigrationSettings, type Report, runMigration } from '../../../migrator/index.ts';
import { canLogIn, usersOf } from '../stage.ts';
import { BLOCKS } from './blocks.ts';
import { type BroughtFile, OLD_PASSWORD } from './brought-file.ts';
import { DOCUMENTS } from './documents.ts';
import { HASHES } from './hashes.ts';
import { LISTS } from './lists.ts';
import { NAMES } from './names.ts';
import { PEOPLE } from './people.ts';
import { PROGRAMS } from './programs.ts';
import { TABLES } from './tables.ts';

const FILES = [...BLOCKS, ...NAMES, ...TABLES, ...DOCUMENTS, ...PEOPLE, ...PROGRAMS, ...HASHES, ...LISTS];

describe('a file as people bring it', function () {
    this.timeout(120_000);
    let folder: string;
    let target: LocalTenant;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'brought-files-'));
        const seedFile = join(folder, 'seed.ndjson');
        const seed = FILES.map(({ options }, place) =>
            JSON.stringify({ connection: { name: connectionOf(place), ...(options && { options }) } }),
        );
        await writeFile(seedFile, `${seed.join('\n')}\n`);
        target = await startLocalTenant({ seedFile });
        setDefaultCACertificates([...getCACertificates('default'), await readFile(target.caFile, 'utf8')]);
    });
    after(async () => {
        await target.close();
        await rm(folder, { recursive: true, force: true });
    });

    const settingsOf = async (brought: BroughtFile, name: string): Promise<MigrationSettings> => {
        const projectFolder = join(folder, name);
        await mkdir(projectFolder);
        await writeFile(join(projectFolder, 'users.txt'), brought.file);
        if (brought.list !== undefined) await writeFile(join(projectFolder, 'list.txt'), brought.list);
        await writeFile(
            join(projectFolder, 'definition.ts'),
            `export default {
                description: 'A file.',
                passwords: { whenMissing: 'reset' },
                source: { file: 'users.txt', ${brought.source ?? ''} },
                ${brought.definition ?? ''}
            };\n`,
        );
        const { domain, clientId, clientSecret } = target;
        return {
            ...{ source: undefined, runId: name, runsFolder: 'runs', projectFolder, definitionPath: 'definition.ts' },
            target: { credentials: { domain, clientId, clientSecret }, connectionName: name },
            phase: 'copy',
        };
    };

    for (const [place, brought] of FILES.entries()) {
        const { kind, what, refused, users = [], excluded = {}, withoutHash, loggingIn = [] } = brought;
        it(`is taken for what it is, or refused (kind ${kind}): ${what}`, async () => {
            const name = connectionOf(place);
            const settings = await settingsOf(brought, name);
            if (refused === undefined) {
                const { report } = await runMigration(settings);
                assert.ok(report);
                assert.deepEqual([report.excludedByReason, report.rejectedByReason], [excluded, {}]);
                if (withoutHash !== undefined) assert.deepEqual(report.missingHashesByReason, withoutHash);
            } else await assertRefused(runMigration(settings), ...refused);
            const found = await usersOf(target, name);
            const shown = users.map((user) => {
                const profile: Record<string, unknown> | undefined = found.find(({ email }) => email === user['email']);
                return Object.fromEntries(Object.keys(user).map((key) => [key, profile?.[key]]));
            });
            assert.deepEqual(shown, users);
            assert.equal(found.length, users.length);
            for (const email of loggingIn) {
                assert.equal(await canLogIn(target, name, email, OLD_PASSWORD), true, `${email} logs in`);
                assert.equal(await canLogIn(target, name, email, `${OLD_PASSWORD}x`), false);
            }
        });
    }

    it('is tried for every kind, with at least four files each', () => {
        const counts = new Map<number, number>();
        for (const { kind } of FILES) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        for (let kind = 1; kind <= 11; kind += 1) assert.ok((counts.get(kind) ?? 0) >= 4, `kind ${kind}`);
    });
});

async function assertRefused(run: Promise<{ report?: Report | undefined }>, code: string, message: RegExp) {
    const error = await run.then(
        () => assert.fail('the run was not refused'),
        (reason: unknown) => reason,
    );
    assert.ok(isMigrationError(error), String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /@example|Rivers|Lind|[^.]\.\.(?!\.)/);
}

function connectionOf(place: number): string {
    return `c-${place}`;
}
