import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ERROR_CODES, isMigrationError } from '../../migrator/index.ts';
import type { PassingRequest } from '../migrator/running/interfering-proxy.ts';
import type { OpenMigration } from '../migrator/running/open-migration.ts';
import { FAULTS } from './faults.ts';
import { type DeathPoint, runInChild } from './run-in-child.ts';
import {
    assertFurnished,
    type FurnishedSource,
    openFurnishedSource,
    openFurnishedTarget,
} from './two-furnished-tenants.ts';

/** `CRASH_POINTS=all` and `FAULT_MATRIX=all` try every one, which takes minutes; otherwise so many, spread over all. */
const SAMPLE = 6;
const WRITES = /\/(roles|organizations|resource-servers)(\/|$)|\/(permissions|roles|identities)(\/|$)/;
const JOURNALED = new Set(['role-creating', 'role-created', 'assignments-written']);

/** Every call of the attach stage, by what it does. */
const KINDS: Readonly<Record<string, (passing: PassingRequest) => boolean>> = {
    'roles read': ({ method, path }) => method === 'GET' && /\/roles\/[^/]*\/users/.test(path),
    'members read': ({ method, path }) => method === 'GET' && /\/organizations\/[^/]*\/members/.test(path),
    'permissions read': ({ method, path }) => method === 'GET' && /\/users\/[^/]*\/permissions/.test(path),
    'role made': ({ method, path }) => method === 'POST' && path.endsWith('/api/v2/roles'),
    'role given': ({ method, path }) => method === 'POST' && /\/roles\/[^/]*\/users/.test(path),
    'role taken': ({ method, path }) => method === 'DELETE' && /\/users\/[^/]*\/roles/.test(path),
    'organization made': ({ method, path }) => method === 'POST' && path.endsWith('/api/v2/organizations'),
    'connection enabled': ({ path }) => path.endsWith('/enabled_connections'),
    'member added': ({ method, path }) => method === 'POST' && path.endsWith('/members'),
    'member taken': ({ method, path }) => method === 'DELETE' && path.endsWith('/members'),
    'member role': ({ method, path }) => method !== 'GET' && /\/members\/[^/]*\/roles/.test(path),
    'permission given': ({ method, path }) => method === 'POST' && /\/users\/[^/]*\/permissions/.test(path),
    'permission taken': ({ method, path }) => method === 'DELETE' && /\/users\/[^/]*\/permissions/.test(path),
    'linked, unlinked': ({ path }) => path.includes('/identities'),
};

describe('the attach stage', function () {
    this.timeout(4 * 60 * 60_000);
    let source: FurnishedSource;
    before(async () => {
        source = await openFurnishedSource();
    });
    after(() => source.close());

    const settingsFor = (target: OpenMigration) => ({ target: target.settings().target, runId: 'run' });

    /** Opens a target; for a later run, one to which everything was copied before the source was edited. */
    async function begin(run: 'first' | 'later'): Promise<OpenMigration> {
        await rm(join(source.folder, 'runs'), { recursive: true, force: true });
        const target = await openFurnishedTarget();
        if (run === 'later') {
            await source.run(settingsFor(target));
            await source.edit();
        }
        return target;
    }

    async function end(run: 'first' | 'later', target: OpenMigration): Promise<void> {
        if (run === 'later') await source.restore();
        await target.close();
    }

    for (const run of ['first', 'later'] as const) {
        it(`ends as if nothing had been, wherever a ${run} run is killed in it`, async () => {
            const runIn = (target: OpenMigration, point: DeathPoint | undefined) => {
                const settings = source.settings(settingsFor(target));
                const caFiles = [source.proxy.caFile, source.tenant.caFile, target.proxy.caFile, target.tenant.caFile];
                return runInChild(target.proxy, { settings, caFiles }, point);
            };
            const undisturbed = await begin(run);
            const before = await journalOf(source);
            await runIn(undisturbed, undefined);
            const points: DeathPoint[] = undisturbed.proxy.requests.flatMap(({ method, path }, index) =>
                method === 'GET' || !WRITES.test(path)
                    ? []
                    : (['before', 'after'] as const).map((moment) => ({ at: 'request', number: index + 1, moment })),
            );
            for (const [index, type] of (await journalOf(source)).slice(before.length).entries()) {
                if (!JOURNALED.has(type)) continue;
                for (const moment of ['before', 'half-written', 'after'] as const)
                    points.push({ at: 'journal', number: index + 1, moment });
            }
            await assertFurnished(source, undisturbed, run);
            await end(run, undisturbed);
            const all = process.env['CRASH_POINTS'] === 'all';
            const chosen = points.filter((_, index) => all || index % Math.ceil(points.length / SAMPLE) === 0);
            let killed = 0;
            for (const point of chosen) {
                const target = await begin(run);
                try {
                    const { wasKilled } = await runIn(target, point);
                    killed += wasKilled ? 1 : 0;
                    const { report } = await source.run(settingsFor(target));
                    const name = `${run} ${JSON.stringify(point)}`;
                    assert.equal(report?.isVerified, true, name);
                    await assertFurnished(source, target, name);
                } finally {
                    await end(run, target);
                }
            }
            console.log(
                `      killed at ${killed} of ${points.length} points${all ? '' : ' (CRASH_POINTS=all for all)'}`,
            );
            assert.ok(killed >= chosen.length * 0.8);
        });

        it(`completes a ${run} run, or stops with a code and completes when it is run again, whatever fails`, async () => {
            const combinations = Object.keys(KINDS).flatMap((kind) =>
                Object.keys(FAULTS).map((fault) => ({ kind, fault })),
            );
            const all = process.env['FAULT_MATRIX'] === 'all' || process.env['CRASH_POINTS'] === 'all';
            // Not by whole rows of the matrix.
            const step = all ? 1 : Math.ceil(combinations.length / SAMPLE) + 1;
            let [tried, stopped] = [0, 0];
            for (let index = run === 'first' ? 0 : 3; index < combinations.length; index += step) {
                const { kind, fault } = combinations[index] ?? { kind: '', fault: '' };
                const name = `${run}: ${fault} at ${kind}`;
                tried += 1;
                const target = await begin(run);
                try {
                    target.proxy.interferences = FAULTS[fault]?.(KINDS[kind] ?? (() => false)) ?? {};
                    const outcome = await source.run(settingsFor(target)).catch((error: unknown) => {
                        stopped += 1;
                        assert.ok(
                            isMigrationError(error) && ERROR_CODES.includes(error.code),
                            `${name}: ${String(error)}`,
                        );
                        target.proxy.interferences = {};
                        return source.run(settingsFor(target));
                    });
                    assert.equal(outcome.report?.isVerified, true, name);
                    await assertFurnished(source, target, name);
                } finally {
                    await end(run, target);
                }
            }
            console.log(
                `      ${tried} of ${combinations.length} combinations${all ? '' : ' (FAULT_MATRIX=all for all)'}; ${stopped} stopped first`,
            );
        });
    }
});

async function journalOf(source: OpenMigration): Promise<string[]> {
    const journal = await readFile(source.fileOf('journal.ndjson'), 'utf8').catch(() => '');
    return journal
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { type: string }).type);
}
