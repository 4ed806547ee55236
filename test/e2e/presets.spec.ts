import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type LocalTenant, startLocalTenant } from '../../local/tenant/index.ts';
import { planMigration, runMigration } from '../../migrator/index.ts';
import { PRESET_NAMES } from '../../migrator/inputs/presets/preset.ts';
import { PASSWORD, type PresetFile, presetFiles } from './preset-files.ts';
import { canLogIn, usersOf } from './stage.ts';

describe("a file in a known system's own form", function () {
    this.timeout(120_000);
    let folder: string;
    let target: LocalTenant;
    let files: readonly PresetFile[];

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'presets-'));
        files = await presetFiles();
        const seedFile = join(folder, 'seed.ndjson');
        // As every system has usernames or none, so has its connection.
        const options = {
            attributes: {
                email: { identifier: { active: true }, profile_required: true, signup: { status: 'required' } },
                username: { identifier: { active: true }, profile_required: false, signup: { status: 'optional' } },
            },
        };
        await writeFile(
            seedFile,
            PRESET_NAMES.map((name) => `${JSON.stringify({ connection: { name, options } })}\n`).join(''),
        );
        target = await startLocalTenant({ seedFile });
        setDefaultCACertificates([...getCACertificates('default'), await readFile(target.caFile, 'utf8')]);
    });
    after(async () => {
        await target.close();
        await rm(folder, { recursive: true, force: true });
    });

    const settingsOf = async ({ from, text }: PresetFile) => {
        await writeFile(join(folder, `${from}.file`), text);
        await writeFile(
            join(folder, `${from}.ts`),
            `export default { description: 'A file of ${from}.', source: { from: '${from}', file: '${from}.file' }, passwords: { whenMissing: 'reset' } };\n`,
        );
        const { domain, clientId, clientSecret } = target;
        return {
            source: undefined,
            ...{ runId: from, runsFolder: 'runs', projectFolder: folder, definitionPath: `${from}.ts` },
            target: { credentials: { domain, clientId, clientSecret }, connectionName: from },
        };
    };

    it('is there for every system that has a name', () => {
        assert.deepEqual(files.map(({ from }) => from).sort(), [...PRESET_NAMES].sort());
    });

    for (const name of PRESET_NAMES) {
        it(`moves people of ${name}, and lets each log in with the password they have`, async () => {
            const file = files.find(({ from }) => from === name);
            assert.ok(file);
            const { loggingIn, without, excluded, profile } = file;
            const settings = await settingsOf(file);
            const plan = await planMigration(settings);
            const problems: Record<string, number> = {};
            for (const reason of Object.values(without)) problems[reason] = (problems[reason] ?? 0) + 1;
            assert.deepEqual(plan.missingHashesByReason, problems);
            const { report } = await runMigration({ ...settings, phase: 'copy' });
            assert.ok(report);
            assert.equal(report.rejected, 0, JSON.stringify(report.rejectedByReason));
            const list = await readFile(report.artifacts.excluded, 'utf8');
            const found = list
                .split('\n')
                .filter((line) => line !== '')
                .map((line) => JSON.parse(line) as { sourceUserId: string; reason: string });
            assert.deepEqual(
                Object.fromEntries(found.map(({ sourceUserId, reason }) => [sourceUserId, reason])),
                excluded,
            );
            for (const email of loggingIn) {
                assert.equal(
                    await canLogIn(target, name, email, `${PASSWORD}x`),
                    false,
                    `${email} takes a wrong password`,
                );
                assert.equal(await canLogIn(target, name, email, PASSWORD), true, `${email} refuses its password`);
            }
            for (const email of Object.keys(without))
                assert.equal(await canLogIn(target, name, email, PASSWORD), false);
            if (profile === undefined) return;
            const user: Record<string, unknown> | undefined = (await usersOf(target, name)).find(
                ({ email }) => email === profile.email,
            );
            assert.deepEqual(Object.fromEntries(Object.keys(profile).map((key) => [key, user?.[key]])), profile);
        });
    }
});
