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

// Letters to change, add or take away, and neighbors to exchange (optimal string alignment).
function changesBetween(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    let before = row;
    for (let i = 1; i <= a.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= b.length; j += 1) {
            next[j] = Math.min(
                (row[j] ?? 0) + 1,
                (next[j - 1] ?? 0) + 1,
                (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
                i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity,
            );
        }
        [before, row] = [row, next];
    }
    return row[b.length] ?? 0;
}
