import type { JsonObject } from '../entities.ts';
import type { ExportField } from './export-fields.ts';

// Auth0 leaves the dates that it makes itself unquoted.
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The first line of a CSV export. */
export function csvHeader(fields: readonly ExportField[]): string {
    return `${fields.map((field) => field.export_as ?? field.name).join(',')}\n`;
}

/**
 * One user as a line of CSV. Each text starts with an apostrophe, so that no spreadsheet takes it for a formula: such an export can't be imported as it is.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20)
 */
export function csvLine(fields: readonly ExportField[], picked: JsonObject): string {
    return `${fields.map((field) => csvCell(picked[field.export_as ?? field.name])).join(',')}\n`;
}

function csvCell(value: unknown): string {
    if (value === undefined || value === null) return '';
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return ISO_DATE.test(text) ? text : `"'${text.replaceAll('"', '""')}"`;
}
