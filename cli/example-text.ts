const COLUMNS = 80;
// What continues a command on the next line.
const CONTINUED = ' \\';

/**
 * Writes the examples at the end of a command's help, no line longer than a terminal is wide.
 *
 * @param examples - words after the program's name, by what they are for
 */
export function exampleText(examples: Readonly<Record<string, string>>): string {
    const lines = Object.entries(examples).flatMap(([purpose, words]) => [
        `  ${purpose}:`,
        ...commandLines(`    npx auth0-user-migration ${words}`),
    ]);
    return ['', 'Examples:', ...lines].join('\n');
}

function commandLines(command: string): string[] {
    const lines: string[] = [];
    let line = '';
    // An option stays beside its value.
    for (const part of command.split(/ (?=--|>)/)) {
        const longer = line === '' ? part : `${line} ${part}`;
        if (line === '' || longer.length + CONTINUED.length <= COLUMNS) line = longer;
        else {
            lines.push(line + CONTINUED);
            line = `        ${part}`;
        }
    }
    return [...lines, line];
}
