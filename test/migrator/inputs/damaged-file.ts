/** A person of a file, as the target must get it. */
export interface Person {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly age: number;
    readonly hash: string;
}

/** What a file is, and what was done to it. */
export interface DamagedFile {
    readonly kind: 'csv' | 'ndjson' | 'json' | 'hashes' | 'list';
    readonly damage: string;
    readonly bytes: Buffer;
    /** The bytes as they are meant. */
    readonly text: string;
    readonly people: readonly Person[];
    /** People whose record the damaged bytes no longer hold whole; everybody else must be accounted for. */
    readonly isGone: (person: Person) => boolean;
    /** Whether the last record may have lost its end without a trace: a cell or an address that nothing closes. */
    readonly mayEndShort: boolean;
}

const NAMES = [
    'Ann',
    'Zoë',
    'Bo "the boss" Lind',
    "Cy O'Neil",
    'Di, the second',
    'Ed\nEdson',
    '李',
    'Fay; Fox',
    'Gül',
    'NULLA',
];
const COLUMNS = ['user_id', 'email', 'name', 'app_metadata.age'];

/** Random numbers from a seed, the same everywhere. */
class Dice {
    private state: number;

    constructor(seed: number) {
        this.state = (seed * 2_654_435_761 + 1) >>> 0;
    }

    /** A whole number below a bound. */
    below(bound: number): number {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
    }

    of<T>(values: readonly T[]): T {
        const value = values[this.below(values.length)];
        if (value === undefined) throw new Error('there is nothing to choose from');
        return value;
    }
}

/** Makes a file with one kind of damage. */
export function damagedFile(seed: number): DamagedFile {
    const dice = new Dice(seed);
    const kind = dice.of(['csv', 'csv', 'ndjson', 'json', 'hashes', 'list'] as const);
    const people = Array.from({ length: 12 + dice.below(20) }, (_, index): Person => {
        const number = String(seed * 100 + index).padStart(9, '0');
        return {
            id: `auth0|${number}`,
            email: `person.${number}@example.com`,
            name: dice.of(NAMES),
            age: dice.below(90),
            hash: `$2b$10$${String(index).padStart(53, 'K')}`,
        };
    });
    const records = people.map((person) => RECORD[kind](person));
    const parts = FRAME[kind](records);
    const damage = dice.of(Object.keys(DAMAGES) as (keyof typeof DAMAGES)[]);
    const text = parts.join('');
    const found = DAMAGES[damage](text, dice, { kind, records });
    const bytes = Buffer.isBuffer(found) ? found : Buffer.from(found);
    const after = bytes.toString(damage === 'in UTF-16' ? 'utf16le' : damage === 'in windows-1252' ? 'latin1' : 'utf8');
    return {
        ...{ kind, damage, bytes, people, text: after },
        isGone: (person) => !after.includes(person.email) && !after.includes(person.id),
        mayEndShort: damage === 'cut off',
    };
}

type Kind = DamagedFile['kind'];

const quoted = (text: string): string => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const json = ({ id, email, name, age }: Person): string =>
    JSON.stringify({ user_id: id, email, name, app_metadata: { age } });

const RECORD: Readonly<Record<Kind, (person: Person) => string>> = {
    csv: ({ id, email, name, age }) => [id, email, quoted(name), age].join(','),
    ndjson: json,
    json,
    hashes: ({ id, email, hash }) =>
        JSON.stringify({ _id: { $oid: id.slice('auth0|'.length) }, email, passwordHash: hash, connection: 'legacy' }),
    list: ({ email, id, age }) => (age % 2 === 0 ? email : id),
};

const FRAME: Readonly<Record<Kind, (records: readonly string[]) => string[]>> = {
    csv: (records) => [COLUMNS.join(','), '\n', ...records.map((record) => `${record}\n`)],
    ndjson: (records) => records.map((record) => `${record}\n`),
    json: (records) => ['[\n', records.join(',\n'), '\n]\n'],
    hashes: (records) => records.map((record) => `${record}\n`),
    list: (records) => records.map((record) => `${record}\n`),
};

interface About {
    readonly kind: Kind;
    readonly records: readonly string[];
}

const DAMAGES = {
    'not damaged': (text: string) => text,
    'cut off': (text: string, dice: Dice) => Buffer.from(text).subarray(0, 1 + dice.below(Buffer.byteLength(text) - 1)),
    'cut in the middle': (text: string, dice: Dice, { kind }: About) => {
        const start = dice.of(lineEnds(text)) + 1;
        const rest = text.slice(start);
        // Two cells that run into each other are one, as far as anybody can tell.
        const cut =
            kind === 'csv' || kind === 'list'
                ? dice.of([0, ...lineEnds(rest).map((place) => place + 1)])
                : dice.below(rest.length + 1);
        return text.slice(0, start) + rest.slice(cut);
    },
    'a line end lost': (text: string, dice: Dice) => without(text, '\n', dice),
    'glued to itself': (text: string, dice: Dice) => text + dice.of(['', ' ', ',', '\n']) + text,
    'in windows-1252': (text: string) => Buffer.from(text, 'latin1'),
    'in UTF-16': (text: string, dice: Dice) => Buffer.from(dice.of(['', '\ufeff']) + text, 'utf16le'),
    'with a byte order mark': (text: string) => `\ufeff${text}`,
    'with Windows line ends': (text: string) => text.replaceAll(/(?<!Ed)\n/g, '\r\n'),
    'a quote too many': (text: string, dice: Dice) => into(text, '"', dice),
    'a quote too few': (text: string, dice: Dice) => without(text, '"', dice),
    'quotes of another kind': (text: string) => text.replaceAll('"', "'"),
    'a mark of structure lost': (text: string, dice: Dice) =>
        without(text, dice.of([',', '{', '}', '[', ']', ':']), dice),
    'a mark of structure too many': (text: string, dice: Dice, { kind }: About) =>
        intoGap(
            text,
            dice.of(kind === 'csv' || kind === 'list' ? [',', '\n', '\0'] : [',', '{', '}', '[', ']', '\n', '\0']),
            dice,
        ),
    'a column renamed': (text: string, dice: Dice) =>
        text.replaceAll(
            dice.of(['user_id', 'email', '_id', 'passwordHash']),
            dice.of(['User-ID of the shop', 'e_mail', 'x']),
        ),
    'columns swapped': (text: string, _dice: Dice, { kind }: About) =>
        kind === 'csv' ? text.replace('user_id,email', 'email,user_id') : text,
    'a column doubled': (text: string, _dice: Dice, { kind }: About) =>
        kind === 'csv'
            ? text.replace('name,', 'email,')
            : text.replace(/"email":"[^"]*"/, '$&,"email":"x@example.com"'),
    'rows doubled': (text: string, dice: Dice, { records }: About) => {
        const record = dice.of(records);
        return text.replace(record, () => `${record}${text.startsWith('[') ? ',\n' : '\n'}${record}`);
    },
    'numbers blown up': (text: string, dice: Dice) =>
        text.replace(/("age":|,)(\d+)(?=[}\n])/, `$1${'9'.repeat(17 + dice.below(6))}`),
    'a row from another table': (text: string, dice: Dice) => into(text, '7;x;y\n', dice, dice.of(lineEnds(text)) + 1),
} as const satisfies Record<string, (text: string, dice: Dice, about: About) => string | Buffer>;

// Those of records; one person has a line end in their name.
function lineEnds(text: string): number[] {
    return placesOf(text, '\n').filter((place) => !text.endsWith('Ed', place));
}

function placesOf(text: string, mark: string): number[] {
    const places: number[] = [];
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) places.push(at);
    return places;
}

function without(text: string, mark: string, dice: Dice): string {
    // A comma before a space is one of a name.
    const places = placesOf(text, mark).filter((place) => text[place + 1] !== ' ');
    if (places.length === 0) return text;
    const place = dice.of(places);
    return text.slice(0, place) + text.slice(place + mark.length);
}

function into(text: string, mark: string, dice: Dice, place = dice.below(text.length)): string {
    return text.slice(0, place) + mark + text.slice(place);
}

// Beside a mark of structure, where no value is changed by it.
function intoGap(text: string, mark: string, dice: Dice): string {
    const place = dice.of(lineEnds(text)) + dice.below(2);
    return text.slice(0, place) + mark + text.slice(place);
}
