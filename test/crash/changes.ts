import assert from 'node:assert/strict';
import type { Profile } from '../checker/checked-side.ts';
import type { TwoSides } from '../histories/two-sides.ts';

/** What people do while a run lies still. */
export interface Change {
    /** Before the first attempt. */
    readonly beforehand?: (people: Actors) => Promise<void>;
    readonly meanwhile?: (people: Actors) => Promise<void>;
}

/** The actors of a script: both sides, and a draw that is the same at every run of it. */
export interface Actors {
    readonly people: TwoSides;
    /** Takes one at random whom no other change has taken. */
    readonly draw: (users: readonly Profile[]) => Profile | undefined;
    /** A number that was not given yet. */
    readonly number: () => number;
    /** An address that nobody has. */
    readonly freeAddress: () => string;
}

const editInSource = async ({ people, draw, number }: Actors) => {
    for (let count = 0; count < 2; count += 1) {
        const user = required(draw(await people.usersOf('source')));
        await people.update('source', user, {
            name: `Renamed ${number()}`,
            user_metadata: { number: number() },
            app_metadata: { role: `edited ${number()}` },
        });
    }
};

const editInTarget = async ({ people, draw, number }: Actors) => {
    const user = draw(await people.usersOf('target'));
    if (user !== undefined) await people.update('target', user, { name: `Renamed There ${number()}` });
};

const editOnBothSides = async ({ people, number, draw }: Actors) => {
    const account = draw(await people.usersOf('target'));
    if (account === undefined) return;
    const user = (await people.usersOf('source')).find(({ email }) => email === account['email']);
    if (user === undefined) return;
    await people.update('target', account, { user_metadata: { number: number() } });
    await people.update('source', user, { user_metadata: { number: number() } });
};

const deleteInSource = async ({ people, draw }: Actors) => {
    await people.delete(required(draw(await people.usersOf('source'))));
};

const deleteInTarget = async ({ people, draw }: Actors) => {
    const user = draw(await people.usersOf('target'));
    if (user !== undefined) await people.delete(user);
};

const signUpOnBothSides = async ({ people, draw, number, freeAddress }: Actors) => {
    await signUp('source', freeAddress(), false);
    await signUp('target', freeAddress(), true);
    // One who did not wait for the migration, and has another password there.
    const there = await people.usersOf('target');
    const sources = (await people.usersOf('source')).filter(
        ({ email, email_verified: isVerified }) => isVerified === true && there.every((one) => one['email'] !== email),
    );
    const user = draw(sources);
    if (user !== undefined) await signUp('target', String(user['email']), true);

    async function signUp(side: 'source' | 'target', email: string, isVerified: boolean): Promise<void> {
        const count = number();
        await people.signUp(side, { email, isVerified, password: `Chosen-horse-${count}`, number: count });
    }
};

const block = async ({ people, draw }: Actors) => {
    for (let count = 0; count < 2; count += 1)
        await people.update('source', required(draw(await people.usersOf('source'))), { blocked: true });
};

const handAddressOn = async ({ people, draw, freeAddress }: Actors) => {
    const sources = await people.usersOf('source');
    const [clerk, boss] = [required(draw(sources)), required(draw(sources))];
    assert.ok(await people.changeAddress('source', clerk, freeAddress()));
    assert.ok(await people.changeAddress('source', boss, String(clerk['email'])));
    // The one who takes an address over proves it.
    await people.update('source', boss, { email_verified: true });
};

const hijack = async ({ people, draw, number }: Actors) => {
    const there = new Set((await people.usersOf('target')).map(({ email }) => email));
    const victims = (await people.usersOf('source')).filter(
        ({ email, email_verified: isVerified }) => isVerified === true && !there.has(email),
    );
    const victim = draw(victims);
    if (victim === undefined) return;
    const count = number();
    const email = String(victim['email']);
    await people.signUp('target', { email, isVerified: false, password: `Stolen-horse-${count}`, number: count });
};

/** Every change of a script, and all of them one after the other. */
export const CHANGES: Readonly<Record<string, Change>> = {
    nothing: {},
    'edited in the source': { meanwhile: editInSource },
    'edited in the target': { meanwhile: editInTarget },
    'edited on both sides': { meanwhile: editOnBothSides },
    'deleted in the source': { meanwhile: deleteInSource },
    'deleted in the target': { meanwhile: deleteInTarget },
    'signed up on both sides': { meanwhile: signUpOnBothSides },
    blocked: { meanwhile: block },
    'address handed on': { meanwhile: handAddressOn },
    'account hijacked': { beforehand: hijack, meanwhile: hijack },
    everything: {
        beforehand: hijack,
        async meanwhile(actors) {
            const all = [
                handAddressOn,
                editInSource,
                editInTarget,
                editOnBothSides,
                block,
                deleteInSource,
                deleteInTarget,
                signUpOnBothSides,
                hijack,
            ];
            for (const change of all) await change(actors);
        },
    },
};

/** Makes a draw that is the same for the same seed, and takes nobody twice. */
export function seededDraw(seed: number): Actors['draw'] {
    let state = seed;
    const taken = new Set<unknown>();
    const random = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
    return (users) => {
        const left = users.filter(({ email }) => !taken.has(email));
        const user = left[Math.floor(random() * left.length)];
        if (user !== undefined) taken.add(user['email']);
        return user;
    };
}

function required<T>(value: T | undefined): T {
    assert.ok(value !== undefined, 'the script has enough users');
    return value;
}
