/** Joins the words of a command, ready to be copied into a shell: what a shell would read in another way is quoted. */
export function shellCommand(words: readonly string[]): string {
    return words.map(quoted).join(' ');
}

// Every shell takes double quotes, but some read `$` and others inside of them.
function quoted(text: string): string {
    if (/^[\w./@:+\\-]+$/.test(text)) return text;
    return /["$`!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}
