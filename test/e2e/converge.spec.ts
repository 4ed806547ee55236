import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { LocalPulumiResult } from '../../local/pulumi/index.ts';
import { type LocalTenant, startLocalTenant } from '../../local/tenant/index.ts';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { callTenant, openStage, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 12;
const WITHOUT_HASHES = `export default { description: 'Staged users.', passwords: { whenMissing: 'reset' } };\n`;

const reportOf = ({ outputs }: LocalPulumiResult) => (outputs['report']?.value ?? {}) as Record<string, unknown>;
const runOf = ({ steps }: LocalPulumiResult) => steps.find(({ urn }) => urn.endsWith('-run'));

describe('a stack whose migration is finished', function () {
    this.timeout(120_000);
    let stage: Stage;
    beforeEach(async () => {
        stage = await openStage({ users: stagedUsers(USERS) });
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
        assert.equal(reportOf(up)['imported'], USERS);
    });
    afterEach(() => stage.close());

    const edit = async (from: string | RegExp, to: string): Promise<void> => {
        const path = join(stage.folder, 'index.ts');
        const program = await readFile(path, 'utf8');
        const edited = program.replace(from, to);
        assert.notEqual(edited, program);
        await writeFile(path, edited);
    };
    const signUp = (email: string) =>
        callTenant(stage.source, 'POST', '/api/v2/users', {
            ...{ connection: 'legacy-customers', email, password: 'Signed-up-1234' },
        });

    it('makes no pass because a knob was turned, and keeps the report of the move', async () => {
        await edit('target: customers,', 'target: customers, timeBudgetMinutes: 30,');
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
        const { imported, existing, pass } = reportOf(up);
        assert.deepEqual([imported, existing, pass], [USERS, 0, 1]);
    });

    it('moves a profile that changed in the source, though the number of users is the same', async () => {
        const [user] = await usersOf(stage.source, 'legacy-customers');
        assert.ok(user);
        const path = `/api/v2/users/${encodeURIComponent(user.user_id)}`;
        await callTenant(stage.source, 'PATCH', path, { user_metadata: { moved: 'yes' } });
        const preview = await stage.run('preview');
        assert.equal(runOf(preview)?.op, 'update', 'the preview says that there is something to do');
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
        const moved = (await usersOf(stage.target, 'customers')).find(({ email }) => email === user.email);
        assert.equal((moved as unknown as { user_metadata: { moved?: string } }).user_metadata.moved, 'yes');
        assert.deepEqual([reportOf(up)['imported'], reportOf(up)['existing']], [USERS, 0]);
        assert.deepEqual(Object.keys((await stage.run('up')).changes), ['same']);
    });

    it('has the same inputs after a sign-up, so that a saved plan holds', async () => {
        const before = runOf(await stage.run('preview'));
        await signUp('late@example.com');
        const after = runOf(await stage.run('preview'));
        assert.ok(before?.new && after?.new);
        assert.deepEqual(after.new.inputs, before.new.inputs);
    });

    it('says on a machine without the runs folder that nothing is to be done, or why something is', async () => {
        await rm(join(stage.folder, '.auth0-user-migration'), { recursive: true });
        const preview = await stage.run('preview');
        assert.deepEqual(Object.keys(preview.changes), ['same']);
        assert.match(messagesOf(preview), /^Nothing to do: the last pass finished at /m);
        await signUp('late@example.com');
        assert.match(
            messagesOf(await stage.run('preview')),
            /^Another pass: the source has 13 users \(before: 12\)\.$/m,
        );
    });

    it('is not blocked by a hash export that was deleted', async () => {
        await rm(join(stage.folder, 'hashes.ndjson.gz'));
        const preview = await stage.run('preview');
        assert.equal(preview.failed, false, messagesOf(preview));
        assert.deepEqual(Object.keys(preview.changes), ['same']);
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
    });

    it('is not blocked by one more person, who is listed and moves when the definition says how', async () => {
        await signUp('late@example.com');
        const preview = await stage.run('preview');
        assert.equal(preview.failed, false, messagesOf(preview));
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
        assert.deepEqual(reportOf(up)['excludedByReason'], { PASSWORD_HASH_MISSING: 1 });
        assert.equal(reportOf(up)['imported'], USERS);
        const definition = join(stage.folder, 'migrations', '0001-legacy-to-customers.ts');
        await writeFile(definition, (await readFile(definition, 'utf8')).replace("'refuse'", "'reset'"));
        const cured = await stage.run('up');
        assert.equal(cured.failed, false, messagesOf(cured));
        assert.deepEqual([reportOf(cured)['imported'], reportOf(cured)['excluded']], [USERS + 1, 0]);
    });

    it('counts those who moved, those in the source and the hashes of a pass apart', async () => {
        const [gone] = await usersOf(stage.source, 'legacy-customers');
        assert.ok(gone);
        await callTenant(stage.source, 'DELETE', `/api/v2/users/${encodeURIComponent(gone.user_id)}`);
        const definition = join(stage.folder, 'migrations', '0001-legacy-to-customers.ts');
        await writeFile(definition, (await readFile(definition, 'utf8')).replace("'refuse'", "'reset'"));
        await signUp('late@example.com');
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
        assert.match(messagesOf(up), new RegExp(`imported {2}${USERS}$`, 'm'));
        assert.match(messagesOf(up), /this pass 1 new, 0 updated, 11 unchanged {2}\(hashes: none 1\)/);
        assert.match(
            messagesOf(await stage.run('preview')),
            new RegExp(`^${USERS + 1} users moved, ${USERS} in the source;`, 'm'),
        );
    });

    it('goes on with the same run when the stack is renamed', async () => {
        const states = join(stage.folder, '.local-pulumi');
        // What `pulumi stack rename` does: the URNs of the state name the stack.
        const state = await readFile(join(states, 'dev.json'), 'utf8');
        const renamed = state
            .replaceAll('urn:pulumi:dev::', 'urn:pulumi:prod::')
            .replaceAll('pulumi:Stack::auth0-user-migration-dev', 'pulumi:Stack::auth0-user-migration-prod');
        await writeFile(join(states, 'prod.json'), renamed);
        const preview = await stage.run('preview', { stack: 'prod' });
        assert.equal(preview.failed, false, messagesOf(preview));
        assert.deepEqual(Object.keys(preview.changes), ['same']);
        const up = await stage.run('up', { stack: 'prod' });
        assert.deepEqual([up.failed, reportOf(up)['imported'], reportOf(up)['existing']], [false, USERS, 0]);
        assert.deepEqual(Object.keys(up.changes), ['same']);
    });

    it('goes on with the same run when the component is renamed with an alias', async () => {
        await edit(
            /new UserMigration\('customers', (\{[^]*?\n\})\)/,
            "new UserMigration('people', $1, { aliases: [{ name: 'customers' }] })",
        );
        const up = await stage.run('up');
        assert.equal(up.failed, false, messagesOf(up));
        const { replace, create, delete: deleted } = up.changes;
        assert.deepEqual([replace, create, deleted], [undefined, undefined, undefined], 'the run is the same one');
        assert.deepEqual([reportOf(up)['imported'], reportOf(up)['existing']], [USERS, 0]);
    });
});

describe('a stack whose migration is under way', function () {
    this.timeout(120_000);
    let stage: Stage;
    afterEach(() => stage.close());

    it('shows no drift at a refresh, and its next up goes on', async () => {
        stage = await openStage({
            users: stagedUsers(60, { padding: 9_000 }),
            jobRate: 30,
            migrationArgs: `timeBudgetMinutes: ${1 / 60},`,
        });
        const first = await stage.run('up');
        assert.equal(first.failed, true);
        assert.match(messagesOf(first), /TIME_BUDGET_SPENT/);
        const refresh = await stage.run('refresh');
        assert.equal(runOf(refresh)?.op, 'same', 'nothing drifted');
        for (let ups = 1, failed = true; failed && ups < 20; ups += 1) ({ failed } = await stage.run('up'));
        assert.equal((await usersOf(stage.target, 'customers')).length, 60);
    });

    it('never imports the users of a source that was the wrong one', async () => {
        const approved = "approvedPlan: config.get('approvedPlan')!,";
        stage = await openStage({
            users: stagedUsers(USERS),
            definition: WITHOUT_HASHES,
            migrationArgs: approved,
        });
        const wrong = await openWrongSource(stage);
        try {
            const refused = await stage.run('up', {
                config: {
                    sourceDomain: wrong.domain,
                    sourceClientId: wrong.clientId,
                    approvedPlan: 'of-another-source',
                },
                env: { ...stage.env, AUTH0_SOURCE_CLIENT_SECRET: wrong.clientSecret },
            });
            assert.equal(refused.failed, true);
            assert.match(messagesOf(refused), /PLAN_NOT_APPROVED/);
            await writeFile(
                join(stage.folder, 'index.ts'),
                (await readFile(join(stage.folder, 'index.ts'), 'utf8')).replace(approved, ''),
            );
            const up = await stage.run('up');
            assert.equal(up.failed, false, messagesOf(up));
            assert.deepEqual([reportOf(up)['sourceUsers'], reportOf(up)['imported']], [USERS, USERS]);
            const emails = (await usersOf(stage.target, 'customers')).map(({ email }) => email);
            assert.equal(emails.filter((email) => email.startsWith('staged.')).length, USERS);
            assert.equal(emails.length, USERS);
        } finally {
            await wrong.close();
        }
    });
});

async function openWrongSource(stage: Stage): Promise<LocalTenant> {
    const folder = await mkdtemp(join(tmpdir(), 'wrong-source-'));
    const seedFile = join(folder, 'seed.ndjson');
    const seed = [
        { connection: { name: 'legacy-customers' } },
        { user: { connection: 'legacy-customers', user_id: 'stranger', email: 'stranger@example.com' } },
    ];
    await writeFile(seedFile, seed.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const tenant = await startLocalTenant({ seedFile });
    await rm(folder, { recursive: true });
    const authority = await readFile(tenant.caFile, 'utf8');
    await appendFile(join(stage.folder, 'ca.pem'), `\n${authority}`);
    setDefaultCACertificates([...getCACertificates('default'), authority]);
    return tenant;
}
