/** Writes a number of things: `1 user`, `1,200 users`. */
export function counted(count: number, what: string): string {
    return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}
