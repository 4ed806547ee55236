import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { openManagementApi } from '../../migrator/tenant/open-management-api.ts';
import { refusal } from '../migrator/running/interfering-proxy.ts';
import { inventUsers, type OpenMigration, openMigration } from '../migrator/running/open-migration.ts';

/** `CRASH_POINTS=all` for the 100,000 users of the goal. */
const USERS = process.env['CRASH_POINTS'] === 'all' ? 100_000 : 3_000;
const FAULTY = 0.05;

describe('a run in which one in twenty answers is a fault', () => {
    let migration: OpenMigration;
    after(() => migration.close());

    it('puts every user in its place, and its numbers add up', async function () {
        this.timeout(4 * 60 * 60_000);
        const ghosts = [17, 1_234, 2_500];
        migration = await openMigration({
            users: inventUsers(USERS),
            seed: ghosts.map((number) => ({ ghost: { connection: 'customers', email: `user-${number}@example.com` } })),
        });
        const random = seededRandom(20_261_121);
        let faults = 0;
        const fault = () => {
            if (random() >= FAULTY / 2) return undefined;
            faults += 1;
            const kinds = [
                'cut',
                refusal(500, 'Internal error.'),
                refusal(502, 'Bad gateway'),
                refusal(503, 'Unavailable'),
            ] as const;
            return kinds[Math.floor(random() * kinds.length)];
        };
        migration.proxy.interferences = {
            beforeTenant: fault,
            afterTenant: fault,
        };
        const settings = { expectedUsersPerSecond: 10_000, maxImportFileBytes: USERS > 50_000 ? 250_000 : 10_000 };
        let runs = 0;
        const run = async (): Promise<Awaited<ReturnType<OpenMigration['run']>>> => {
            runs += 1;
            try {
                return await migration.run(settings);
            } catch (error) {
                if (runs > 20) throw error;
                return await run();
            }
        };
        const { report } = await run();
        migration.proxy.interferences = {};
        assert.ok(report);
        assert.equal(report.sourceUsers, USERS);
        assert.equal(report.imported + report.existing + report.excluded + report.rejected, USERS);
        assert.equal(report.imported, USERS - ghosts.length);
        assert.equal(report.ghosts.found, ghosts.length);
        assert.equal(report.isVerified, true);
        assert.equal(new Set(await addresses(migration)).size, USERS - ghosts.length);
        console.log(
            `      ${faults} faults in ${migration.proxy.requests.length} requests, ${runs} runs, ${report.importJobs} jobs`,
        );
    });
});

async function addresses({ tenant }: OpenMigration): Promise<unknown[]> {
    const api = await openManagementApi(tenant);
    const connection = await api.findConnection('customers');
    const { id } = await api.jobs.createUsersExport(connection?.id ?? '', ['email']);
    for (;;) {
        const job = await api.jobs.getJob(id);
        if (job?.location !== undefined) {
            const lines = gunzipSync(await buffer(await api.jobs.openDownload(job.location)))
                .toString('utf8')
                .trim()
                .split('\n');
            const found = lines.map((line) => (JSON.parse(line) as { email: unknown }).email);
            assert.equal(found.length, new Set(found).size);
            return found;
        }
        await new Promise((again) => setTimeout(again, 50));
    }
}

function seededRandom(seed: number): () => number {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
}
