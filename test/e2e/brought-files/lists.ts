import { ANN, BO, type BroughtFile, ndjson } from './brought-file.ts';

const FROM_LIST = "only: { file: 'list.txt' },";
const UTF_16 = Buffer.from('ann@example.com\r\nbo@example.com\r\n', 'utf16le');

/** Lists in other encodings, and with IDs that look like a header (kind 11). */
export const LISTS: readonly BroughtFile[] = [
    {
        kind: 11,
        what: 'a list in UTF-16 without a byte order mark',
        file: ndjson(ANN, BO),
        list: UTF_16,
        definition: FROM_LIST,
        refused: ['SELECTION_FILE_INVALID', /UTF-16\. Say `only: \{ file, encoding: 'utf-16le' \}`/],
    },
    {
        kind: 11,
        what: 'the same, as the message says',
        file: ndjson(ANN, BO),
        list: UTF_16,
        definition: "only: { file: 'list.txt', encoding: 'utf-16le' },",
        users: [{ email: ANN.email }, { email: BO.email }],
    },
    {
        kind: 11,
        what: 'a list in Latin-1, whose encoding nobody names',
        file: ndjson(ANN, BO),
        list: Buffer.from('ann@example.com\n# Büro\n', 'latin1'),
        definition: FROM_LIST,
        refused: ['SELECTION_FILE_INVALID', /line 2: it has bytes.*`only: \{ file, encoding: 'windows-1252' \}`/],
    },
    {
        kind: 11,
        what: 'IDs with the word email in them, of which the first is no header',
        file: ndjson({ ...ANN, user_id: 'email7' }, { ...BO, user_id: 'email8' }),
        list: 'email7\nemail8\n',
        definition: FROM_LIST,
        users: [{ email: ANN.email }, { email: BO.email }],
    },
];
