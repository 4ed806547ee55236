import { isDeepStrictEqual } from 'node:util';
import { ASPECTS, type Aspects, aspectsOf, emailOf } from './aspects.ts';
import { type CheckedSide, logIn, openManagement, type Profile, readProfiles, readRoles } from './checked-side.ts';

/** A side of a migration that somebody may be on. */
export type Place = 'source' | 'target';

/** The two sides, in the order in which they are checked. */
export const PLACES: readonly Place[] = ['source', 'target'];

/** A person and what must be true of them now, by what they did and not by what a migration says. */
export interface CheckedPerson {
    readonly name: string;
    /** The address that the person's account has on each side; absent where there must be no account. */
    readonly addresses: Readonly<Partial<Record<Place, string>>>;
    readonly password: string;
    /** Where the password works: exactly there. */
    readonly opens: readonly Place[];
    /** Where profile and roles must be the newest. */
    readonly isNewestIn: readonly Place[];
    /** Parts of the newest profile; the others are not compared. */
    readonly profile: Readonly<Partial<Aspects>>;
    readonly roles: readonly string[];
}

/** Two sides and the people on them. */
export interface PeopleCheck {
    readonly sides: Readonly<Record<Place, CheckedSide>>;
    readonly people: readonly CheckedPerson[];
    /** Addresses in the target of people who left, and whose account may still be there. */
    readonly departed?: ReadonlySet<string>;
    /** Whether nobody may be in the source any more. */
    readonly isOver?: boolean;
}

// An ID that a migration or a login remembers is not part of what a person wrote.
const REMEMBERED = { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' } as const;

/**
 * Checks that each person can log in somewhere, exactly where it is expected, with its newest profile and roles where these are expected; and that
 * there is nobody else.
 *
 * It logs everybody in, which changes when they were last seen: give it copies of the tenants. It shares no code with the migrator.
 *
 * @returns one line for each difference; empty where all is well
 */
export async function findPeopleViolations(check: PeopleCheck): Promise<string[]> {
    const { sides, people, departed = new Set<string>(), isOver = false } = check;
    const violations: string[] = [];
    const accounts: Record<Place, Map<string, Profile>> = { source: new Map(), target: new Map() };
    for (const place of isOver ? (['target'] as const) : PLACES) {
        for (const profile of await readProfiles(sides[place])) {
            const email = emailOf(profile) ?? '';
            if (accounts[place].has(email)) violations.push(`${profile.user_id}: a second account of one address`);
            accounts[place].set(email, profile);
        }
    }
    for (const person of people) {
        const { name, password, opens } = person;
        const opened: Place[] = [];
        for (const place of PLACES) {
            const address = person.addresses[place];
            const account = address === undefined ? undefined : accounts[place].get(address);
            if (address !== undefined) accounts[place].delete(address);
            if (account === undefined) {
                if (address !== undefined) violations.push(`${name}: not in the ${place}`);
                continue;
            }
            if (person.isNewestIn.includes(place))
                for (const difference of await differencesOf(person, account, sides[place]))
                    violations.push(`${name}: in the ${place}, ${difference}`);
            const answer = await logIn(sides[place], account, password).catch((error: unknown) => String(error));
            if (answer === 'opened') opened.push(place);
            else if (answer !== 'refused') violations.push(`${name}: a login at the ${place} is ${answer}`);
        }
        if (opened.length === 0) violations.push(`${name}: cannot log in anywhere`);
        if (
            !isDeepStrictEqual(
                opened,
                PLACES.filter((place) => opens.includes(place)),
            )
        )
            violations.push(`${name}: the password opens ${opened.join(', ')}, expected ${opens.join(', ')}`);
    }
    for (const place of PLACES)
        for (const [address, { user_id: id }] of accounts[place])
            if (place === 'source' || !departed.has(address))
                violations.push(`${id} (${address}): nobody knows this account of the ${place}`);
    return violations;
}

async function differencesOf(person: CheckedPerson, account: Profile, side: CheckedSide): Promise<string[]> {
    const found = aspectsOf(account, REMEMBERED);
    const differences = ASPECTS.filter((aspect) => Object.hasOwn(person.profile, aspect)).flatMap((aspect) => {
        const [value, wanted] = [found[aspect], person.profile[aspect]];
        if (isDeepStrictEqual(value, wanted)) return [];
        return [`${aspect} is ${JSON.stringify(value)}, expected ${JSON.stringify(wanted)}`];
    });
    const roles = await readRoles(openManagement(side), account.user_id);
    if (!isDeepStrictEqual(roles, [...person.roles].sort()))
        differences.push(`the roles are ${roles.join()}, expected ${person.roles.join()}`);
    return differences;
}
