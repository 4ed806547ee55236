import { shownText } from '../disclosure/shown-text.ts';
import { listsIn } from '../records/json-outline.ts';
import { isRecord } from '../records/json-path.ts';
import { encodingOfMark } from './text-bytes.ts';

/** What a file is instead of what was expected, and what to do: two sentences for a person, without a value of the file. */
export type Likeness = string;

/** What a list of users is called. */
const PEOPLE = /user|account|member|customer|people|person|profile/i;

const BINARY: readonly (readonly [string, Likeness])[] = [
    ['PK\u0003\u0004', 'It is a zip archive (an Excel workbook is one, too). Unpack it, or save the sheet as CSV.'],
    ['PK\u0005\u0006', 'It is an empty zip archive.'],
    ['%PDF', 'It is a PDF.'],
    ['\u00d0\u00cf\u0011\u00e0', 'It is an old Excel workbook. Save the sheet as CSV.'],
    ['SQLite format 3', 'It is an SQLite database. Export the table as CSV.'],
    ['BZh', 'It is packed with bzip2. Unpack it.'],
    ['\u00fd7zXZ', 'It is packed with xz. Unpack it.'],
    ['(\u00b5/\u00fd', 'It is packed with zstd. Unpack it.'],
    ['7z\u00bc\u00af', 'It is a 7z archive. Unpack it.'],
    ['PAR1', 'It is a Parquet file. Export it as NDJSON or CSV.'],
    ['Obj\u0001', 'It is an Avro file. Export it as NDJSON or CSV.'],
    ['\u001f\u008b', 'It is gzipped twice. Unpack it once.'],
    ['-----BEGIN PGP', 'It is encrypted with PGP. Decrypt it.'],
];

/** Says how a file of users is given an encoding. */
const inSource = (encoding: string): string => `Say \`encoding: '${encoding}'\` in \`source\` of the definition.`;

/**
 * Tells a file that is no text, or text in another encoding, by its first bytes; undefined for what may be text.
 *
 * @param sayEncoding - a sentence that tells how such a file is given its encoding
 */
export function likenessOfBytes(
    start: Buffer,
    isEncodingSaid: boolean,
    sayEncoding: (encoding: string) => string = inSource,
): Likeness | undefined {
    const beginning = start.toString('latin1', 0, 64);
    const found = BINARY.find(([first]) => beginning.startsWith(first));
    if (found !== undefined) return found[1];
    if (start.includes('ustar', 257, 'latin1') && start.indexOf('ustar', 257, 'latin1') === 257)
        return 'It is a tar archive. Unpack it.';
    const sample = start.subarray(0, 4096);
    if (isEncodingSaid || encodingOfMark(sample)?.startsWith('utf-16') === true || !sample.includes(0))
        return undefined;
    const odd = sample.filter((byte, at) => at % 2 === 1 && byte === 0).length;
    const even = sample.filter((byte, at) => at % 2 === 0 && byte === 0).length;
    if (odd > sample.length / 4 && even > sample.length / 4)
        return 'It looks like UTF-32. Convert it to UTF-8 (`iconv -f UTF-32 -t UTF-8`).';
    if (odd > sample.length / 8 && even === 0) return `It looks like UTF-16. ${sayEncoding('utf-16le')}`;
    if (even > sample.length / 8 && odd === 0) return `It looks like UTF-16. ${sayEncoding('utf-16be')}`;
    return 'It is not a text: it holds NUL bytes.';
}

/** Tells what a text is that is not one JSON record a line; undefined where nothing is known. */
export function likenessOfText(start: string): Likeness | undefined {
    const text = start.replace(/^\uFEFF/, '').trimStart();
    if (text.startsWith('<?xml') || /^<[a-z!]/i.test(text)) return 'It looks like XML or HTML.';
    if (/^(?:version: 1\s+)?dn::? /.test(text)) return 'It looks like LDIF. Convert it to CSV or JSON.';
    const comments = /^\/\*\*?\s[^[{]*?JSON[^[{]*(?=[[{])/.exec(text)?.[0];
    if (comments !== undefined)
        return `It looks like JSON behind comments. Say \`skipLines: ${comments.split('\n').length - 1}\` in \`source\` of the definition.`;
    if (/^(?:--|\/\*|INSERT INTO|CREATE TABLE|SET )/i.test(text))
        return 'It looks like an SQL dump. Export the table as CSV.';
    if (/^(?:.*\n)?[-+|= ]*-{3,}[-+|= ]*\r?\n/.test(text))
        return 'It looks like a table drawn for a terminal. Export it as CSV.';
    if (text.startsWith('{')) return likenessOfDocument(text);
    if (text.startsWith('[')) return likenessOfList(text);
    if (/\n\s*\{\s*"/.test(text.slice(0, 4096)))
        return 'It looks like JSON with a title line. Say `skipLines: 1` in `source` of the definition.';
    return undefined;
}

// Its elements are documents themselves, with the records in lists of theirs.
function likenessOfList(text: string): Likeness | undefined {
    if (/^\[\s*\{\s*"type"\s*:\s*"header"/.test(text)) {
        const tables = listsIn(text).filter((path) => /^\d+\.data$/.test(path));
        const names = [...text.matchAll(/"type"\s*:\s*"table"\s*,\s*"name"\s*:\s*"([^"]*)"/g)].map(
            ([, name = '']) => name,
        );
        const place = Math.max(
            0,
            names.findIndex((name) => PEOPLE.test(name)),
        );
        const table = names[place] === undefined ? '' : ` (the table ${shownText(names[place])})`;
        return `It looks like an export of phpMyAdmin. Say \`at: '${tables[place] ?? '2.data'}'\`${table} in \`source\` of the definition.`;
    }
    const list = listsIn(text).find((path) => /^0\.[^.]+$/.test(path) && PEOPLE.test(path));
    // Somebody with a list of accounts is no page of people.
    const before = list === undefined ? '@' : text.slice(0, text.indexOf(`"${list.slice(2)}"`));
    if (list === undefined || before.includes('@')) return undefined;
    const key = list.slice(2);
    if (!shownText(key).startsWith('`')) return undefined;
    return listsIn(text).includes(`1.${key}`)
        ? `It looks like a list of pages with the records of each under \`${key}\`. Join them (\`jq '[.[].${key}[]]'\`).`
        : `It looks like a list of documents with the records under \`${list}\`. Say \`at: '${list}'\` in \`source\` of the definition.`;
}

function likenessOfDocument(text: string): Likeness | undefined {
    const lists = listsIn(text);
    const list = lists.find((path) => PEOPLE.test(path)) ?? lists[0];
    const [firstLine = ''] = text.split('\n');
    const isRealm = /"(?:keycloakVersion|credentialData|accessTokenLifespan|sslRequired|registrationAllowed)"\s*:/.test(
        text,
    );
    if (isRealm || (list === 'users' && /"realm"\s*:/.test(text)))
        return "It looks like a Keycloak realm. Say `from: 'keycloak-realm'` in `source` of the definition.";
    if (list === 'Users' && /"(?:Username|Attributes|PaginationToken)"\s*:/.test(text))
        return "It looks like a list of Cognito. Say `from: 'cognito'` in `source` of the definition.";
    if (list === 'users' && /"localId"\s*:/.test(text))
        return "It looks like an export of Firebase. Say `from: 'firebase'` in `source` of the definition.";
    const record = parsedObject(firstLine);
    if (record === undefined && /\n\}\s*,?\s*\n\{/.test(text) && lists.length === 0)
        return 'It looks like JSON objects over several lines each. Write each on one line (`jq -c .`), or make it a JSON array (`jq -s .`).';
    if (list !== undefined) return documentWith(list);
    if (record === undefined && parsedObject(firstLine.trimEnd().replace(/,$/, '')) !== undefined)
        return 'It looks like the elements of a JSON list without its brackets. Put them between `[` and `]`.';
    const isOneLine = text.trimEnd() === firstLine.trimEnd();
    if (isOneLine ? isMapOfRecords(record) : record === undefined && /^\{\s*"[^"]*"\s*:\s*\{/.test(text))
        return "It looks like one JSON object that has each user under a key. Make it a list (`jq '[to_entries[] | .value + {user_id: .key}]'`).";
    if (record !== undefined) return undefined;
    if (firstLine.trimEnd().endsWith('}'))
        return 'It looks like records that are not JSON: a program may have printed its own form of them (`NaN`, single quotes). Write them as JSON.';
    return parsedObject(text) === undefined
        ? 'It looks like one JSON document over several lines. Name its list with `at` in `source` of the definition.'
        : 'It looks like one record over several lines. Put it between `[` and `]`.';
}

function isMapOfRecords(record: object | undefined): boolean {
    const values: unknown[] = Object.values(record ?? {});
    return values.length > 1 && values.every(isRecord);
}

function documentWith(list: string): Likeness {
    const path = shownText(list);
    const isShown = path.startsWith('`');
    const at = isShown
        ? ` Say \`at: '${list}'\` in \`source\` of the definition.`
        : ' Write that key into `at` in `source` of the definition.';
    return `It looks like one JSON document with its records under ${path}.${at}`;
}

function parsedObject(line: string): object | undefined {
    try {
        const value: unknown = JSON.parse(line);
        return typeof value === 'object' && value !== null ? value : undefined;
    } catch {
        return undefined;
    }
}
