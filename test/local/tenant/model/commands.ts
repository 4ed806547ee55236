import fc from 'fast-check';

const ADDRESSES = ['a', 'b', 'c'].map((name) => `${name}@example.com`);
const PASSWORDS = ['Correct-horse-1', 'Correct-horse-2'];

/** What is done to a tenant, and to its model. */
export type Command =
    | { do: 'create'; email: string; password: string }
    | { do: 'import'; users: { email: string; metadata: object | undefined }[]; upsert: boolean }
    | { do: 'log in'; email: string; password: string }
    | { do: 'change password'; email: string; password: string }
    | { do: 'link'; email: string; other: string }
    | { do: 'unlink'; email: string; other: string }
    | { do: 'delete by ID'; email: string }
    | { do: 'delete by address'; email: string };

const email = fc.constantFrom(...ADDRESSES);
const password = fc.constantFrom(...PASSWORDS);
const metadata = fc.option(
    fc.dictionary(fc.constantFrom('x', 'y'), fc.integer(), { minKeys: 1, noNullPrototype: true }),
    { nil: undefined },
);

const create = fc.record({ do: fc.constant('create' as const), email, password });

// Few addresses and many links: what is linked is what goes wrong.
const command: fc.Arbitrary<Command> = fc.oneof(
    create,
    {
        weight: 2,
        arbitrary: fc.record({
            do: fc.constant('import' as const),
            users: fc.array(fc.record({ email, metadata }), { minLength: 1, maxLength: 4 }),
            upsert: fc.boolean(),
        }),
    },
    fc.record({ do: fc.constant('log in' as const), email, password }),
    fc.record({ do: fc.constant('change password' as const), email, password }),
    { weight: 4, arbitrary: fc.record({ do: fc.constant('link' as const), email, other: email }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('unlink' as const), email, other: email }) },
    fc.record({ do: fc.constant('delete by ID' as const), email }),
    fc.record({ do: fc.constant('delete by address' as const), email }),
);

/** Sequences that begin with some users, or nearly all that follows would be about none. */
export const commands: fc.Arbitrary<Command[]> = fc
    .tuple(
        fc.uniqueArray(create, { minLength: 2, maxLength: 3, selector: (one) => one.email }),
        fc.array(command, { minLength: 8, maxLength: 20, size: 'max' }),
    )
    .map(([first, others]) => [...first, ...others]);
