import assert from 'node:assert/strict';
import { assertMigrated } from '../checker/check-migration.ts';
import type { CheckedSide, Profile } from '../checker/checked-side.ts';
import type { KnownPasswords } from '../checker/known-passwords.ts';
import { HistoryModel, type Policies, type Sides } from '../histories/history-model.ts';
import { type SideName, TwoSides, uniqueId } from '../histories/two-sides.ts';
import { ADDRESSES, GHOST, type Step } from './history.ts';

/** Where a run is stopped, and by what. */
export type Stop = Pick<Extract<Step, { do: 'stopped run' }>, 'atRequest' | 'by'>;

/** Whatever migrates users in a story. */
export interface StoryMigrator {
    /** @returns false for a run that was stopped and did not come to its end */
    run(stop: Stop | undefined, sourceUsers: number): Promise<boolean>;
    loseFolder(): Promise<void>;
}

/** The users that each story begins with. */
export const FIRST_USERS = ADDRESSES.slice(0, 4).map((email, index) => ({
    user_id: uniqueId(index + 1),
    email,
    email_verified: index % 2 === 0,
    name: `User ${index}`,
    user_metadata: { number: index },
    app_metadata: { role: `role ${index}` },
}));

/** Logins after the last run at most. */
const LAST_LOGINS = 6;

/** One history on its way: makes each step, and checks after every run. */
export class Story {
    readonly #policies: Policies;
    readonly #model: HistoryModel;
    readonly #people: TwoSides;
    readonly #migrator: StoryMigrator;
    #number = 100;
    #before: Sides = { source: [], target: [] };
    /** Shown when a test fails. */
    readonly #happened: string[] = [];

    constructor(
        policies: Policies,
        sides: Readonly<Record<SideName, CheckedSide>>,
        { passwords }: Pick<KnownPasswords<unknown>, 'passwords'>,
        migrator: StoryMigrator,
    ) {
        this.#policies = policies;
        this.#model = new HistoryModel(policies);
        this.#model.ghosts.add(GHOST);
        for (const [id, password] of passwords) this.#model.hashed.set(id, password);
        this.#people = new TwoSides(sides, this.#model, 0);
        this.#migrator = migrator;
    }

    async tell(steps: readonly Step[]): Promise<void> {
        for (const [index, step] of steps.entries()) {
            try {
                await this.#step(step);
            } catch (error) {
                throw this.#failed(`step ${index + 1}, ${step.do}`, error);
            }
        }
        await this.#run(undefined, LAST_LOGINS).catch((error: unknown) => {
            throw this.#failed('the last run', error);
        });
    }

    #failed(where: string, error: unknown): Error {
        const { source, target } = this.#before;
        const what = error instanceof assert.AssertionError ? error.message : error;
        const lines = [
            `${where}: ${what instanceof Error ? (what.stack ?? '') : String(what)}`,
            'What was there before the last run of the source:',
            ...source.map(lineOf),
            'and of the target:',
            ...target.map(lineOf),
            'What happened, in order:',
            ...this.#happened,
        ];
        return new Error(lines.join('\n'), { cause: error });
    }

    async #run(stop?: Stop, mostLogins = 0): Promise<void> {
        const before = await this.#people.observe();
        this.#before = before;
        this.#happened.push(`run${stop === undefined ? '' : ` stopped at request ${stop.atRequest} by ${stop.by}`}`);
        const isComplete = await this.#migrator.run(stop, before.source.length);
        await this.#people.jobsEnded();
        await assertMigrated({
            ...this.#people.sides,
            idPolicy: this.#policies.idPolicy,
            exceptions: this.#model.expect(before, isComplete),
            mostLogins,
            name: isComplete ? 'after the run' : 'after the stopped run',
        });
        this.#model.remember(await this.#people.observe(), isComplete);
    }

    async #step(step: Step): Promise<void> {
        this.#number += 1;
        switch (step.do) {
            case 'nothing':
                return;
            case 'run':
                return this.#run();
            case 'stopped run':
                return this.#run(step);
            case 'lose folder':
                this.#happened.push('the folder is lost');
                await this.#migrator.loseFolder();
                this.#model.loseFolder();
                return;
            case 'sign up': {
                const { at, email, isVerified } = step;
                const number = this.#number;
                const password = `Chosen-horse-${number}`;
                if (await this.#people.signUp(at, { email, isVerified, password, number }))
                    this.#happened.push(`${at}: ${isVerified ? 'verified ' : ''}sign-up of ${email} (${number})`);
                return;
            }
            case 'hand address on':
                return this.#handOn(step);
            default:
                return this.#change(step);
        }
    }

    async #handOn({ who, other, email }: Extract<Step, { do: 'hand address on' }>): Promise<void> {
        const [boss, clerk] = [await this.#pick('source', who), await this.#pick('source', other)];
        if (boss === undefined || clerk === undefined || boss.user_id === clerk.user_id) return;
        if (!(await this.#people.changeAddress('source', clerk, email))) return;
        this.#happened.push(
            `source: ${clerk.user_id} takes ${email}, and ${boss.user_id} takes ${String(clerk['email'])}`,
        );
        assert.ok(await this.#people.changeAddress('source', boss, String(clerk['email'])));
    }

    async #change(step: Extract<Step, { at: SideName; who: number }>): Promise<void> {
        const { at } = step;
        const user = await this.#pick(at, step.who);
        if (user === undefined) return;
        this.#happened.push(`${at}: ${JSON.stringify({ ...step, who: user.user_id })}`);
        switch (step.do) {
            case 'delete':
                return this.#people.delete(user);
            case 'block':
                return this.#people.update(at, user, { blocked: step.isBlocked });
            case 'verify address':
                return this.#people.update(at, user, { email_verified: true });
            case 'change address':
                await this.#people.changeAddress(at, user, step.email);
                return;
            case 'edit': {
                const { part, to } = step;
                const values = {
                    name: `Name ${to}`,
                    user_metadata: { number: to },
                    app_metadata: { role: `role ${to}` },
                };
                return this.#people.update(at, user, { [part]: values[part] });
            }
        }
    }

    async #pick(at: SideName, who: number): Promise<Profile | undefined> {
        const users = await this.#people.usersOf(at);
        return users[who % users.length];
    }
}

function lineOf({ user_id: id, email, email_verified: isVerified, ...rest }: Profile): string {
    const { name, blocked, user_metadata: user, app_metadata: app } = rest;
    return `  ${id} ${String(email)} ${isVerified === true ? 'verified' : 'unverified'} ${JSON.stringify([name, user, app])}${blocked === true ? ' blocked' : ''}`;
}
