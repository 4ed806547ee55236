import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationDefinition } from '../../../migrator/definition.ts';
import { isMigrationError } from '../../../migrator/errors.ts';
import type { UserFate } from '../../../migrator/users/user-fate.ts';
import { type CaseParts, withPlan } from '../plan/planned-case.ts';
import { type DamagedFile, damagedFile, type Person } from './damaged-file.ts';

const FILES = 2000;
const SAMPLE = 250;
const REFUSALS = /^(?:SOURCE_|HASH_EXPORT_|SELECTION_FILE_INVALID)/;

/** `all`, or the number of one file. */
const chosen = process.env['FUZZ_FILES'];

describe('a damaged file', function () {
    this.timeout(3_600_000);

    it('either accounts for every person with the right values, or is refused by code', async () => {
        const numbers =
            chosen === undefined || chosen === 'all'
                ? Array.from({ length: chosen === 'all' ? FILES : SAMPLE }, (_, index) => index)
                : [Number(chosen)];
        const outcomes = new Map<string, number>();
        for (const number of numbers) {
            const file = damagedFile(number);
            const outcome = await outcomeOf(file, number);
            const key = `${file.damage === 'not damaged' ? 'whole' : 'damaged'} ${outcome}`;
            outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
        }
        if (numbers.length === 1) return;
        // Refusing everything would be easy: what is whole goes, and so do many that only look odd.
        assert.equal(outcomes.get('whole refused'), undefined);
        assert.ok((outcomes.get('whole accounted for') ?? 0) > numbers.length / 50, JSON.stringify([...outcomes]));
        assert.ok((outcomes.get('damaged accounted for') ?? 0) > numbers.length / 5, JSON.stringify([...outcomes]));
        assert.ok((outcomes.get('damaged refused') ?? 0) > numbers.length / 5, JSON.stringify([...outcomes]));
    });
});

async function outcomeOf(file: DamagedFile, number: number): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'damaged-file-'));
    const about = `FUZZ_FILES=${number}: ${file.kind}, ${file.damage}`;
    try {
        await writeFile(join(folder, 'users'), file.bytes);
        const parts = partsOf(file, folder);
        return await withPlan(parts, ({ fates }) => {
            check(file, fates, about);
            return 'accounted for';
        });
    } catch (error) {
        if (isMigrationError(error) && REFUSALS.test(error.code)) {
            assert.doesNotMatch(error.message, /person\.\d|\$2b\$/, `${about}: the refusal shows somebody's data`);
            return 'refused';
        }
        throw error;
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

function partsOf({ kind, people, bytes }: DamagedFile, projectFolder: string): CaseParts {
    const common = { description: 'A damaged file.', userIds: { policy: 'retain' } } as const;
    const source = people
        .map(({ id, email, name, age }) => `${JSON.stringify({ user_id: id, email, name, app_metadata: { age } })}\n`)
        .join('');
    const definition = (more: object): MigrationDefinition => ({
        ...common,
        passwords: { whenMissing: 'reset' },
        ...more,
    });
    if (kind === 'hashes')
        return { definition: definition({ passwords: { whenMissing: 'lazy' } }), source, hashes: bytes, projectFolder };
    if (kind === 'list') return { definition: definition({ only: { file: 'users' } }), source, projectFolder };
    return { definition: definition({ source: { file: 'users' } }), projectFolder };
}

function check(file: DamagedFile, fates: readonly UserFate[], about: string): void {
    const { kind, people, isGone, mayEndShort } = file;
    if (kind === 'list') checkSelected(file, fates, about);
    const byId = new Map(people.map((person) => [person.id, person]));
    const seen = new Set<string>();
    const last = Math.max(...fates.map(({ line }) => line));
    // A record that cannot be read may be anybody's: each stands for as many people as ran into each other on it.
    let unreadable = 0;
    for (const fate of fates) {
        if (fate.sourceUserId !== undefined) seen.add(fate.sourceUserId);
        if (fate.kind === 'excluded') {
            if (fate.reason === 'LINE_UNREADABLE') unreadable += 2;
            continue;
        }
        if (fate.kind !== 'new') continue;
        const person = byId.get(fate.sourceUserId);
        if (mayEndShort && fate.line === last && kind === 'csv') continue;
        assert.ok(person, `${about}: line ${fate.line} made somebody who is nobody`);
        const { user_id: id, email, name, app_metadata: metadata, password_hash: hash } = fate.user;
        assert.deepEqual(
            { id: `auth0|${String(id)}`, email, name, age: (metadata as { age?: unknown } | undefined)?.age },
            expected(person, file),
            `${about}: line ${fate.line} changed somebody`,
        );
        if (kind === 'hashes') assert.equal(hash, person.hash, `${about}: line ${fate.line} has another's hash`);
    }
    const missing = people.filter((person) => !seen.has(person.id) && !isGone(person));
    assert.ok(missing.length <= unreadable, `${about}: ${missing.length} people are missing without a line`);
}

// Only users on the list are moved.
function checkSelected({ text, people }: DamagedFile, fates: readonly UserFate[], about: string): void {
    const entries = new Set(text.split(/\r?\n/).map((line) => line.replace(/^\ufeff/, '').replaceAll('"', '')));
    const selected = new Set(fates.flatMap((fate) => (fate.kind === 'new' ? [fate.sourceUserId] : [])));
    for (const { id, email } of people) {
        assert.equal(selected.has(id), entries.has(id) || entries.has(email), `${about}: the list has another ${id}`);
    }
}

function expected({ id, email, name, age }: Person, { kind, damage, text }: DamagedFile): object {
    if (kind !== 'csv') return { id, email, name, age };
    // The columns of a file other than Auth0's own are texts, with as many digits as they have.
    const blownUp = damage === 'numbers blown up' ? new RegExp(`${email},[^@]*,(9{17,})\\n`).exec(text) : null;
    return { id, email, name, age: blownUp?.[1] ?? String(age) };
}
