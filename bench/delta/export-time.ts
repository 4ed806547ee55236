import { readFile } from 'node:fs/promises';

/**
 * Gives how long a run waited for exports, by its journal; those of both endpoints at once count once.
 *
 * @param since - milliseconds since the Unix epoch: earlier exports are of another attempt
 * @returns milliseconds
 */
export async function exportMsOf(journal: string, since: number): Promise<number> {
    const spans = (await readFile(journal, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { type: string; takenAt?: string; at: string })
        .filter(({ type }) => type === 'export-finished')
        .map(({ takenAt = '', at }) => ({ from: Date.parse(takenAt), until: Date.parse(at) }))
        .filter(({ from }) => from >= since)
        .sort((a, b) => a.from - b.from);
    let [total, end] = [0, 0];
    for (const { from, until } of spans) {
        total += Math.max(0, until - Math.max(from, end));
        end = Math.max(end, until);
    }
    return total;
}
