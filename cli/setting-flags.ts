import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { RUN_SETTINGS, type RunSetting, type RunSettings } from '../migrator/index.ts';

const SETTINGS = Object.entries<RunSetting<unknown>>(RUN_SETTINGS);

/** Gives a command the flags of the settings that it takes. */
export function addSettingFlags(command: Command, name: 'run' | 'plan'): Command {
    for (const [, setting] of SETTINGS) {
        if (setting.flag?.commands.includes(name) === true) command.addOption(optionOf(setting, setting.flag.declared));
    }
    return command;
}

/** Gives the settings that the flags choose. */
export function settingsOf(flags: object): Omit<RunSettings, 'phase'> {
    const values = new Map<string, unknown>(Object.entries(flags));
    return Object.fromEntries(
        SETTINGS.flatMap(([name, setting]) => {
            const value = setting.flag && values.get(optionOf(setting, setting.flag.declared).attributeName());
            return value === undefined ? [] : [[name, value]];
        }),
    );
}

function optionOf(setting: RunSetting<unknown>, declared: string): Option {
    const { meaning, schema, default: value, defaultInWords: words } = setting;
    const option = new Option(declared, words === undefined ? meaning : `${meaning} (default: ${words})`);
    if (schema instanceof z.ZodNumber) option.argParser(parseNumber);
    // A flag without a value is off by default, which goes without saying.
    return typeof value === 'boolean' ? option : option.default(value);
}

function parseNumber(text: string): number {
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Expected a number.');
    return number;
}
