import assert from 'node:assert/strict';
import type { ManagementClient } from 'auth0';
import { seededRandom } from '../../local/rehearsal/random.ts';
import { PLACES, type Place } from '../checker/check-people.ts';
import { type CheckedSide, openManagement } from '../checker/checked-side.ts';
import { EDITED, Person } from './person.ts';

/** Names of the roles that people have. */
export const ROLES = ['reader', 'editor'];

/** What somebody does on a day. */
export type Deed =
    | ('sign up' | 'edit' | 'move' | 'choose password' | 'choose password again' | 'leave')
    | ('give role' | 'take role' | 'log in' | 'log in elsewhere' | 'log in as straggler');

/** What a usual day brings. */
export const USUAL: readonly Deed[] = [
    ...(['sign up', 'edit', 'edit', 'move', 'choose password', 'give role', 'take role'] as const),
    ...(['log in', 'log in', 'log in elsewhere'] as const),
];

/** An application that people log in with. */
export interface App {
    readonly id: string;
    readonly secret: string;
}

/** Where a diary takes place. */
export interface DiarySettings {
    readonly seed: number;
    readonly people: readonly Person[];
    readonly sides: Readonly<Record<Place, CheckedSide>>;
    readonly apps: Readonly<Record<Place, App>>;
    /** Whether people may write in the source again what they wrote in the target. */
    readonly mayConflict: boolean;
    /** Whether a copy that nobody has used goes with its user. */
    readonly deletesCopies: boolean;
    /** Whether somebody who is not in the target moves there by a login. */
    readonly hasImportMode: boolean;
}

/** What people do in a fortnight, by Auth0's SDK and its login: the same for the same seed. */
export class Diary {
    /** Everybody who has not left. */
    readonly people: Person[];
    /** Addresses in the target of accounts that may outlive their person. */
    readonly departed = new Set<string>();
    /** What was done, one line each. */
    readonly lines: string[] = [];
    readonly #settings: DiarySettings;
    readonly #random: () => number;
    #born: number;

    constructor(settings: DiarySettings) {
        this.#settings = settings;
        this.people = [...settings.people];
        this.#born = this.people.length;
        this.#random = seededRandom(settings.seed);
    }

    /**
     * Lives through a day.
     *
     * @param open - the side that logins go through; `either` where each person has one account
     */
    async day(open: Place | 'either', deeds: readonly Deed[] = USUAL): Promise<void> {
        const left = [...deeds];
        while (left.length > 0) {
            const [deed] = left.splice(Math.floor(this.#random() * left.length), 1);
            if (deed !== undefined) await this.#do(deed, open);
        }
    }

    /** Everybody who got a link sets the password that it has in mind. */
    async followLinks(): Promise<void> {
        const { fetch, domain } = this.#settings.sides.target;
        const outbox = await fetch(`https://${domain}/_local/outbox`);
        const { messages } = (await outbox.json()) as { messages: { to: string; link: string }[] };
        for (const { to, link } of messages) {
            const person = this.people.find(({ addresses }) => addresses.target === to);
            assert.ok(person, 'a mail goes to somebody');
            const { pathname, search } = new URL(link);
            const body = new URLSearchParams({ password: person.password });
            const answer = await fetch(`https://${domain}${pathname}${search}`, { method: 'POST', body });
            // A link of an earlier campaign is used up.
            if (answer.status !== 200) continue;
            person.opens.add('target');
            person.touched('target', 'password');
            this.#note(person, 'follows a link');
        }
    }

    async #do(deed: Deed, open: Place | 'either'): Promise<void> {
        const at = (person: Person): Place =>
            open === 'either' ? (person.isIn('target') ? 'target' : 'source') : open;
        const someone = (filter: (person: Person, at: Place) => boolean): [Person, Place] | undefined => {
            const some = this.people.filter((person) => person.isIn(at(person)) && filter(person, at(person)));
            const person = some[Math.floor(this.#random() * some.length)];
            return person === undefined ? undefined : [person, at(person)];
        };
        // Where logins go through the source again, somebody may write what it wrote in the target.
        const mayWrite = (part: string) => (person: Person, place: Place) =>
            place === 'target' || this.#settings.mayConflict || !person.changedInTarget.has(part);
        switch (deed) {
            case 'sign up':
                await this.#signUp(open === 'either' ? 'source' : open);
                break;
            case 'edit': {
                const part = this.#pick(EDITED) ?? EDITED[0];
                const [person, place] = someone(mayWrite(part)) ?? [];
                if (person === undefined || place === undefined) break;
                const text = `written ${this.#number()}`;
                const value = part === 'user_metadata' ? { note: text } : text;
                await this.#update(person, place, { [part]: value });
                person.edited(place, part, value);
                this.#note(person, `edits ${part} at the ${place}`);
                break;
            }
            case 'move': {
                // Auth0 takes no new address in a connection whose Get User script knows it, and the source has it by then.
                const isRefused = (one: Person) => this.#settings.hasImportMode && one.isIn('target');
                const [person, place] =
                    someone((one, at) => at === 'target' || (!one.changedInTarget.has('address') && !isRefused(one))) ??
                    [];
                if (person === undefined || place === undefined) break;
                const email = `moved.${this.#number()}@example.com`;
                await this.#update(person, place, { email, email_verified: true });
                person.addresses[place] = email;
                person.edited(place, 'address', { email, isVerified: true });
                this.#note(person, `moves to ${email} at the ${place}`);
                break;
            }
            case 'choose password':
            case 'choose password again': {
                const isAgain = deed === 'choose password again';
                const [person, place] =
                    someone(({ changedInTarget }) => !isAgain || changedInTarget.has('password')) ?? [];
                if (person === undefined || place === undefined) break;
                const password = `Chosen-horse-${this.#number()}`;
                await this.#update(person, place, { password });
                person.chose(place, password);
                this.#note(person, `chooses a password at the ${place}`);
                if (place === 'target') person.changedInTarget.add('password');
                break;
            }
            case 'leave': {
                const [person, place] = someone(() => true) ?? [];
                if (person !== undefined && place !== undefined) await this.#leave(person, place);
                break;
            }
            case 'give role':
            case 'take role': {
                const isGiven = deed === 'give role';
                const role = this.#pick(ROLES) ?? '';
                const key = `role ${role}`;
                const [person, place] =
                    someone(
                        (one, where) =>
                            one.roles.has(role) !== isGiven &&
                            (where === 'target' || !one.changedInTarget.has(key)) &&
                            (open !== 'either' || where === 'target'),
                    ) ?? [];
                if (person === undefined || place === undefined) break;
                await this.#changeRole(person, place, role, isGiven);
                break;
            }
            case 'log in': {
                const [person, place] = someone(({ opens }, where) => opens.has(where)) ?? [];
                if (person !== undefined && place !== undefined) await this.#logIn(person, place);
                break;
            }
            case 'log in elsewhere': {
                const person = this.#pick(
                    this.people.filter((one) => PLACES.some((place) => place !== at(one) && one.opens.has(place))),
                );
                if (person === undefined) break;
                const place = at(person) === 'source' ? 'target' : 'source';
                await this.#logIn(person, place, this.#settings.sides[place]);
                break;
            }
            case 'log in as straggler': {
                const person = this.#pick(this.people.filter((one) => !one.isIn('target') && one.opens.has('source')));
                if (person === undefined || !this.#settings.hasImportMode) break;
                // Before the cut-over, people come by another application.
                await this.#logIn(person, 'target', open === 'target' ? undefined : this.#settings.sides.target);
                person.movedByLogin();
            }
        }
    }

    async #signUp(at: Place): Promise<void> {
        this.#born += 1;
        const email = `signed.up.${this.#born}@example.com`;
        const person = new Person(this.#born, at, email);
        const { fetch, domain, connection } = this.#settings.sides[at];
        const answer = await fetch(`https://${domain}/dbconnections/signup`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
                ...{ client_id: this.#settings.apps[at].id, connection, email, password: person.password },
                user_metadata: { note: 'new' },
            }),
        });
        assert.equal(answer.status, 200, `${person.name} signs up at the ${at}`);
        person.profile = { ...person.profile, user_metadata: { note: 'new' } };
        if (at === 'target') person.changedInTarget.add('password');
        this.people.push(person);
        this.#note(person, `signs up at the ${at}`);
    }

    async #leave(person: Person, at: Place): Promise<void> {
        // Once logins go through the target, the clerk who deletes somebody there does it in the source too.
        for (const place of at === 'target' ? PLACES : (['source'] as const))
            if (person.isIn(place)) await this.#management(place).users.delete(await this.#idOf(person, place));
        this.people.splice(this.people.indexOf(person), 1);
        this.#note(person, `leaves at the ${at}`);
        const { target } = person.addresses;
        if (at === 'target' || target === undefined) return;
        if (!this.#settings.deletesCopies || !person.isUntouchedCopy) this.departed.add(target);
    }

    async #changeRole(person: Person, at: Place, role: string, isGiven: boolean): Promise<void> {
        const management = this.#management(at);
        const { data } = await management.roles.list({ name_filter: role });
        const roles = data.filter(({ name }) => name === role).map(({ id }) => id ?? '');
        const id = await this.#idOf(person, at);
        if (isGiven) await management.users.roles.assign(id, { roles });
        else await management.users.roles.delete(id, { roles });
        person.touched(at, `role ${role}`);
        this.#note(person, `${isGiven ? 'gets' : 'loses'} the role ${role} at the ${at}`);
        if (isGiven) person.roles.add(role);
        else person.roles.delete(role);
    }

    async #logIn(person: Person, at: Place, client?: CheckedSide): Promise<void> {
        const { domain, connection, fetch } = this.#settings.sides[at];
        const { id, secret } = this.#settings.apps[at];
        const answer = await fetch(`https://${domain}/oauth/token`, {
            method: 'POST',
            body: new URLSearchParams({
                grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
                realm: connection,
                username: person.addresses[at] ?? person.addresses.source ?? '',
                password: person.password,
                client_id: client?.clientId ?? id,
                client_secret: client?.clientSecret ?? secret,
            }),
        });
        assert.equal(answer.status, 200, `${person.name} logs in at the ${at}: ${await answer.text()}`);
        person.touched(at);
        this.#note(person, `logs in at the ${at}`);
    }

    async #update(person: Person, at: Place, change: object): Promise<void> {
        const { connection } = this.#settings.sides[at];
        await this.#management(at).users.update(await this.#idOf(person, at), { connection, ...change });
    }

    async #idOf(person: Person, at: Place): Promise<string> {
        const { connection } = this.#settings.sides[at];
        const found = await this.#management(at).users.listUsersByEmail({ email: person.addresses[at] ?? '' });
        const account = found.find(({ identities }) => identities?.[0]?.connection === connection);
        assert.ok(account?.user_id, `${person.name} is in the ${at}`);
        return account.user_id;
    }

    #note({ name }: Person, what: string): void {
        this.lines.push(`${name} ${what}`);
    }

    // A token is good for a day, and days pass quickly here.
    #management(at: Place): ManagementClient {
        return openManagement(this.#settings.sides[at]);
    }

    #pick<T>(list: readonly T[]): T | undefined {
        return list[Math.floor(this.#random() * list.length)];
    }

    #number(): number {
        return Math.floor(this.#random() * 1_000_000);
    }
}
