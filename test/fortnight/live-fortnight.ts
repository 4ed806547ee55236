import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPeopleViolations } from '../checker/check-people.ts';
import { openManagement } from '../checker/checked-side.ts';
import { givePasswords } from '../checker/known-passwords.ts';
import { type App, Diary, ROLES, USUAL } from './diary.ts';
import { openTenants } from './open-tenants.ts';
import { CONNECTIONS, type FortnightPlan, type Operator, type OperatorSettings } from './operator.ts';
import { Person } from './person.ts';

const GRANT_TYPES = ['http://auth0.com/oauth/grant-type/password-realm', 'password'];
/** Of those who are there at first, each second one has a role. */
const ROLE_EVERY = 2;
const CREATED_AT = '2019-03-04T05:06:07.000Z';

/** A fortnight to live through. */
export interface Fortnight extends FortnightPlan {
    readonly people: number;
    readonly seed: number;
    readonly mayConflict: boolean;
    readonly deletesCopies: boolean;
    readonly operator: (settings: OperatorSettings) => Operator;
}

/**
 * Lives through a fortnight: two weeks in which people do what people do, while they are copied, logins are switched, switched back and switched
 * again, and the source is decommissioned. After each step everybody is looked for by a checker that shares no code with the migrator.
 */
export async function liveFortnight(fortnight: Fortnight): Promise<void> {
    const people = Array.from({ length: fortnight.people }, (_, index) => firstPerson(index + 1));
    const known = await givePasswords(CONNECTIONS.source, people.map(seedOf), Number.POSITIVE_INFINITY);
    const world = await openTenants(fortnight.isOneTenant, {
        source: [
            { connection: { name: CONNECTIONS.source } },
            ...known.users.map((user) => ({ user: { connection: CONNECTIONS.source, ...user } })),
        ],
        target: [],
    });
    const folder = await mkdtemp(join(tmpdir(), 'fortnight-project-'));
    try {
        const sides = {
            source: { ...world.tenants.source, connection: CONNECTIONS.source },
            target: { ...world.tenants.target, connection: CONNECTIONS.target },
        };
        const apps = { source: await createApp(sides.source), target: await createApp(sides.target) };
        await openSource(sides.source, apps.source.id);
        await giveRoles(sides.source, people);
        await writeFile(join(folder, 'hashes.ndjson'), known.hashExport);
        const exportedAt = new Date().toISOString();
        const define = (whenMissing: 'lazy' | 'reset') =>
            writeFile(join(folder, 'migration.ts'), definitionText(fortnight.definition, whenMissing, exportedAt));
        await define('lazy');
        const operator = fortnight.operator({ ...fortnight, world, folder, apps });
        await operator.prepare();
        const { mayConflict, deletesCopies, seed } = fortnight;
        const diary = new Diary({ seed, people, sides, apps, mayConflict, deletesCopies, hasImportMode: true });

        let day = 0;
        const sleepOver = async () => {
            await world.sleepOver();
            day += 1;
        };
        const check = async (what: string, isOver = false) => {
            const violations = await world.withCopies((copies) =>
                findPeopleViolations({
                    sides: {
                        source: { ...copies.source, connection: CONNECTIONS.source },
                        target: { ...copies.target, connection: CONNECTIONS.target },
                    },
                    people: diary.people.map((person) => person.toCheck()),
                    ...{ departed: diary.departed, isOver },
                }),
            );
            if (violations.length === 0) {
                diary.lines.push(`-- day ${day}: ${what}`);
                return;
            }
            const [wrong, told] = [violations.join('\n'), diary.lines.join('\n')];
            assert.fail(`day ${day}, ${what}:\n${wrong}\nUntil then:\n${told}`);
        };

        const pass = async (phase: 'copy' | 'cutover', what: string, takesUnusable = false) => {
            await operator.pass(phase);
            for (const person of diary.people) person.passed(takesUnusable);
            await check(what);
        };

        await sleepOver();
        await diary.day('source');
        await pass('copy', 'the first copy');
        await sleepOver();
        await diary.day('source', [...USUAL, 'leave', 'leave']);
        await sleepOver();
        await diary.day('source');
        await pass('copy', 'a delta');
        await sleepOver();
        await sleepOver();
        await diary.day('source', [...USUAL, 'log in as straggler']);
        await pass('copy', 'another delta');
        await sleepOver();
        await diary.day('source');
        await pass('cutover', 'the cut-over');

        await sleepOver();
        await diary.day('target', [...USUAL, 'log in as straggler', 'leave']);
        await sleepOver();
        await diary.day('target', [...USUAL, 'choose password']);
        await check('two days after the cut-over');

        await pass('copy', 'the way back');
        await sleepOver();
        await diary.day('source', [...USUAL, 'choose password again', 'leave']);
        await sleepOver();
        await diary.day('source');
        await pass('copy', 'a delta after the way back');
        await sleepOver();
        await diary.day('source');
        await pass('cutover', 'the second cut-over');

        await sleepOver();
        await operator.resetPasswords('first');
        await diary.followLinks();
        await check('the first reset campaign');
        await diary.day('target', [...USUAL, 'log in as straggler', 'log in as straggler']);
        await sleepOver();
        await diary.day('target');
        await check('stragglers');
        await define('reset');
        await pass('cutover', 'the copy of those who never came', true);
        await operator.resetPasswords('second');
        await diary.followLinks();
        await check('the second reset campaign');
        await sleepOver();
        await operator.decommission();
        for (const person of diary.people) person.lost('source');
        await check('the end of the source', true);
    } finally {
        await world.close();
        if (process.env['KEEP'] === undefined) await rm(folder, { recursive: true, force: true });
        else console.log(folder);
    }
}

function firstPerson(number: number): Person {
    const person = new Person(number, 'source', `person.${number}@example.com`);
    person.hasUsableHash = true;
    person.profile = {
        ...person.profile,
        address: { email: `person.${number}@example.com`, isVerified: number % 3 !== 0 },
        given_name: `Given ${number}`,
        user_metadata: { note: `first ${number}` },
    };
    if (number % ROLE_EVERY === 0) person.roles.add(ROLES[0] ?? '');
    return person;
}

function seedOf({ addresses, profile }: Person, index: number): { readonly [field: string]: unknown } {
    return {
        user_id: (index + 1).toString(16).padStart(24, '0'),
        email: addresses.source,
        email_verified: (profile.address as { isVerified: boolean }).isVerified,
        given_name: profile.given_name,
        user_metadata: profile.user_metadata,
        app_metadata: { number: index + 1 },
        created_at: CREATED_AT,
        updated_at: CREATED_AT,
    };
}

function definitionText(more: string, whenMissing: 'lazy' | 'reset', exportedAt: string): string {
    const schema = JSON.stringify(resolve(import.meta.dirname, '../../migrator/definition.ts'));
    return `import { defineMigration } from ${schema};
export default defineMigration({
    description: 'Everybody of the fortnight.',
    passwords: { hashExport: 'hashes.ndjson', hashExportedAt: '${exportedAt}', whenMissing: '${whenMissing}' },
    roles: { missing: 'create' },
    ${more}
});
`;
}

type Side = Parameters<typeof openManagement>[0];

async function createApp(side: Side): Promise<App> {
    const made = await openManagement(side).clients.create({ name: 'web', grant_types: GRANT_TYPES });
    return { id: made.client_id ?? '', secret: made.client_secret ?? '' };
}

async function openSource(side: Side, app: string): Promise<void> {
    const management = openManagement(side);
    const { data } = await management.connections.list({ name: CONNECTIONS.source });
    await management.connections.clients.update(data[0]?.id ?? '', [{ client_id: app, status: true }]);
}

async function giveRoles(side: Side, people: readonly Person[]): Promise<void> {
    const management = openManagement(side);
    for (const name of ROLES) {
        const { id = '' } = await management.roles.create({ name });
        const users = people.flatMap(({ roles }, index) =>
            roles.has(name) ? [`auth0|${(index + 1).toString(16).padStart(24, '0')}`] : [],
        );
        if (users.length > 0) await management.roles.users.assign(id, { users });
    }
}
