import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPeopleViolations } from '../checker/check-people.ts';
import { openManagement } from '../checker/checked-side.ts';
import { givePasswords } from '../checker/known-passwords.ts';
import { type App, Diary, ROLES } from './diary.ts';
import { openTenants } from './open-tenants.ts';
import { CONNECTIONS, type FortnightPlan, type Operator, type OperatorSettings } from './operator.ts';
import { Person } from './person.ts';

const GRANT_TYPES = ['http://auth0.com/oauth/grant-type/password-realm', 'password'];
/** Of those who are there at first, each second one has a role. */
const ROLE_EVERY = 2;
const CREATED_AT = '2019-03-04T05:06:07.000Z';

/** What a fortnight begins with. */
export interface FortnightSettings extends FortnightPlan {
    readonly people: number;
    readonly seed: number;
    readonly mayConflict: boolean;
    readonly deletesCopies: boolean;
    readonly operator: (settings: OperatorSettings) => Operator;
}

type WhenMissing = 'lazy' | 'refuse' | 'reset';

/** A fortnight on its way. */
export interface OpenFortnight {
    readonly diary: Diary;
    readonly operator: Operator;
    readonly hasImportMode: boolean;
    /** Writes the definition anew: what becomes of people without a usable hash. */
    define(whenMissing: WhenMissing): Promise<void>;
    /** The next day begins. */
    sleepOver(): Promise<void>;
    /** Makes a pass, and looks for everybody. */
    pass(phase: 'copy' | 'cutover', what: string): Promise<void>;
    /** Looks for everybody, in copies of the tenants. */
    check(what: string, isOver?: boolean): Promise<void>;
    close(): Promise<void>;
}

/** Opens the tenants with people in the source, and gives them to an operator. */
export async function openFortnight(settings: FortnightSettings): Promise<OpenFortnight> {
    const people = Array.from({ length: settings.people }, (_, index) => firstPerson(index + 1));
    const known = await givePasswords(CONNECTIONS.source, people.map(seedOf), Number.POSITIVE_INFINITY);
    const world = await openTenants(settings.isOneTenant, {
        source: [
            { connection: { name: CONNECTIONS.source } },
            ...known.users.map((user) => ({ user: { connection: CONNECTIONS.source, ...user } })),
        ],
        target: [],
    });
    const folder = await mkdtemp(join(tmpdir(), 'fortnight-project-'));
    const sides = {
        source: { ...world.tenants.source, connection: CONNECTIONS.source },
        target: { ...world.tenants.target, connection: CONNECTIONS.target },
    };
    const app = await createApp(sides.source);
    const apps = { source: app, target: settings.isOneTenant ? app : await createApp(sides.target) };
    await openSource(sides.source, app.id);
    await giveRoles(sides.source, people);
    await writeFile(join(folder, 'hashes.ndjson'), known.hashExport);
    const exportedAt = new Date().toISOString();
    let takesUnusable = false;
    let day = 0;
    const operator = settings.operator({ ...settings, world, folder, apps });
    const hasImportMode = settings.idPrefix !== undefined;
    const diary = new Diary({ ...settings, people, sides, apps, hasImportMode });
    const fortnight: OpenFortnight = {
        ...{ diary, operator, hasImportMode },
        async define(whenMissing) {
            takesUnusable = whenMissing === 'reset';
            const text = definitionText(settings.definition, whenMissing, exportedAt);
            await writeFile(join(folder, 'migration.ts'), text);
        },
        async sleepOver() {
            await world.sleepOver();
            day += 1;
        },
        async pass(phase, what) {
            await operator.pass(phase);
            for (const person of diary.people) person.passed({ takesUnusable, replaces: settings.replaces });
            await fortnight.check(what);
        },
        async check(what, isOver = false) {
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
            const [wrong, told] = [violations.join('\n'), diary.lines.join('\n')];
            if (violations.length > 0) assert.fail(`day ${day}, ${what}:\n${wrong}\nUntil then:\n${told}`);
            diary.lines.push(`-- day ${day}: ${what}`);
        },
        async close() {
            await world.close();
            await rm(folder, { recursive: true, force: true });
        },
    };
    await fortnight.define(hasImportMode ? 'lazy' : 'refuse');
    await operator.prepare();
    return fortnight;
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

function definitionText(more: string, whenMissing: WhenMissing, exportedAt: string): string {
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
