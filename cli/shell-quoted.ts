/** Gives a text as one word of a shell's command. */
export function shellQuoted(text: string): string {
    return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
