import { counted, grouped } from '../../counted.ts';
import { formatDuration } from '../../progress.ts';

/** Writes a part of a whole, which is never rounded up to all or down to nothing. */
export function share(part: number, whole: number): string {
    if (part === 0 || whole === 0) return '0%';
    const percent = (part / whole) * 100;
    if (percent === 100) return '100%';
    if (percent < 0.1) return '<0.1%';
    if (percent > 99.9) return '>99.9%';
    return `${percent.toFixed(1)}%`;
}

/** Writes a size for a person. */
export function formatBytes(bytes: number): string {
    const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    return power === 0 ? counted(bytes, 'byte') : `${grouped(bytes / 1000 ** power)} ${units[power] ?? ''}`;
}

/** Writes a length of time that is known to the minute. */
export function formatMinutes(minutes: number): string {
    return formatDuration(minutes * 60_000).replace(/ 0 s$/, '');
}

/** Writes a moment for a person: `2026-11-26 14:05 UTC`. */
export function formatMoment(iso: string): string {
    return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Adds up counts. */
export function totalOf(counts: Readonly<Record<string, number>>): number {
    return Object.values(counts).reduce((sum, number) => sum + number, 0);
}
