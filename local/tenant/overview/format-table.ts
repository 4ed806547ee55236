/** Lays rows out in columns that are two spaces apart, numbers to the right. What could steer a terminal is shown as `?`. */
export function formatTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
    const all = [head, ...rows].map((row) => row.map((cell) => String(cell).replaceAll(/\p{Cc}/gu, '?')));
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    const isNumeric = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
    return all
        .map((row) =>
            row
                .map((cell, column) => {
                    const width = widths[column] ?? 0;
                    return isNumeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
                })
                .join('  ')
                .trimEnd(),
        )
        .join('\n');
}
