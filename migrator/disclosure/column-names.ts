import { shownNames } from './shown-text.ts';

/** Words that name columns in tables of people, and that no person, place or choice is called. */
const WORDS =
    /^(?:_?id|ids|g?uuid|guid|oid|uid|pk|e?mails?|courriel|correo|addresse?s?|.*names?|login|logins|user|users|account|profile|customer|identities|credentials|password|passwort|passwd|pwd|pass|wachtwoord|senha|hash|hashes|digest|salt|phone|telefon|mobile|created|updated|modified|registered|verified|confirmed|date|timestamp|birthday|birthdate|metadata|picture|avatar|locale|vorname|nachname|kundennummer|nombre|apellidos?|prenom|nome|cognome|utilisateur|usuario)$/i;
const FEWEST = 2;

/**
 * Tells whether names are those of columns, and not the values of a person in place of a header.
 *
 * A row of words alone, such as `ann,Ann Rivers,Berlin`, looks like a header; but few headers have no word for an ID, an address or a
 * name among them.
 */
export function areColumnNames(names: Iterable<string>): boolean {
    const all = [...names];
    const known = all.filter((name) => wordsOf(name).some((word) => WORDS.test(word))).length;
    return known >= Math.min(FEWEST, Math.ceil(all.length / 2));
}

/** Names the columns of a file for a message, or counts them where their names may be data. */
export function shownColumns(names: Iterable<string>): string {
    const all = [...names];
    return areColumnNames(all)
        ? shownNames(all)
        : `${all.length} names that may be somebody's data (a CSV without a header needs \`header\` in \`source\`)`;
}

// Of a path, the first key tells what it leads through: a person's name may have an `email` under it.
function wordsOf(name: string): string[] {
    const [first = ''] = name.split(/[./[]/);
    return first
        .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
        .split(/[^\p{L}]+/u)
        .filter((word) => word !== '');
}
