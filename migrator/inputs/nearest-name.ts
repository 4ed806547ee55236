/** A name that is a word or a few; anything else may be somebody's address or a secret, and is not shown. */
const WORDS = /^[\p{L}\p{N}_$][\p{L}\p{N}_$.\-[\] ]{0,63}$/u;
const MAX_SHOWN = 30;

/** Shows a name of a file in a message; one that may be somebody's data is not shown. */
export function shownName(name: string): string {
    return WORDS.test(name) ? `\`${name}\`` : '(a name that is not a word)';
}

/** Shows the names of a file in a message. */
export function shownNames(names: Iterable<string>): string {
    const all = [...names].map(shownName);
    const shown = all.slice(0, MAX_SHOWN).join(', ');
    return all.length > MAX_SHOWN ? `${shown} and ${all.length - MAX_SHOWN} more` : shown;
}

/** Finds the name that is spelled most like another; undefined where none is alike. */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
    let nearest: string | undefined;
    let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
    for (const name of names) {
        const changes = changesBetween(plain(wanted), plain(name));
        if (changes < least) [nearest, least] = [name, changes];
    }
    return nearest;
}

function plain(name: string): string {
    return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

// Letters to change, add or take away (Levenshtein).
function changesBetween(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= b.length; j += 1) {
            next[j] = Math.min(
                (row[j] ?? 0) + 1,
                (next[j - 1] ?? 0) + 1,
                (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
            );
        }
        row = next;
    }
    return row[b.length] ?? 0;
}
