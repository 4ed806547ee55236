import { shownValue } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { type DefaultSettings, RUN_SETTINGS, type RunSetting } from './settings-table.ts';
import type { ValueRule } from './value-rule.ts';

/**
 * Says what is wrong with a value.
 *
 * @param name - of the setting or input
 * @param value - the value that was given
 * @returns undefined for a value as expected
 */
export function valueProblem(
    name: string,
    { schema, expected }: ValueRule<unknown>,
    value: unknown,
): string | undefined {
    if (schema.safeParse(value).success) return undefined;
    return `Expected \`${name}\` to be ${expected}; got ${shownValue(value)}.`;
}

/**
 * Refuses settings that no run can follow, before anything is opened, and fills in the defaults of the others.
 *
 * @throws {MigrationError} `SETTING_INVALID`
 */
export function chooseSettings<Given extends object>(given: Given): Given & DefaultSettings {
    const chosen: Record<string, unknown> = Object.fromEntries(Object.entries(given));
    for (const [name, setting] of Object.entries<RunSetting<unknown>>(RUN_SETTINGS)) {
        if (chosen[name] === undefined) {
            if (setting.default !== undefined) chosen[name] = setting.default;
            continue;
        }
        const problem = valueProblem(name, setting, chosen[name]);
        if (problem !== undefined) throw new MigrationError('SETTING_INVALID', problem);
    }
    return chosen as Given & DefaultSettings;
}
