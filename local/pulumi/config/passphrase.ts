import { readFileSync } from 'node:fs';

/**
 * Reads the passphrase from where the CLI takes it: `PULUMI_CONFIG_PASSPHRASE`, then the file in
 * `PULUMI_CONFIG_PASSPHRASE_FILE`. An empty passphrase is allowed, a missing one is `undefined`.
 *
 * @see https://www.pulumi.com/docs/iac/cli/environment-variables/ (read 2026-11-21)
 */
export function readPassphrase(env: NodeJS.ProcessEnv): string | undefined {
    const passphrase = env['PULUMI_CONFIG_PASSPHRASE'];
    if (passphrase !== undefined) {
        return passphrase;
    }
    const file = env['PULUMI_CONFIG_PASSPHRASE_FILE'];
    return file === undefined || file === '' ? undefined : readFileSync(file, 'utf8').trim();
}

/** Says what to do when secrets are at hand and no passphrase is. */
export const MISSING_PASSPHRASE =
    'Expected a passphrase for the secrets of the stack, got none. ' +
    'Set PULUMI_CONFIG_PASSPHRASE (an empty one is allowed) or PULUMI_CONFIG_PASSPHRASE_FILE.';
