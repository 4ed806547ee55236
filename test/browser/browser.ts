import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const QUIET = [
    ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    ...['--disable-component-update', '--disable-sync'],
];

/**
 * Starts Chromium with a profile of its own.
 *
 * @returns `undefined`, after a warning, where there is none; in CI that is an error
 */
export async function startBrowser(): Promise<Browser | undefined> {
    if (existsSync(EXECUTABLE)) return chromium.launch({ executablePath: EXECUTABLE, args: QUIET });
    const message = `No browser at ${EXECUTABLE}: install the package chromium, or name another with CHROMIUM.`;
    if (process.env['CI'] !== undefined) throw new Error(message);
    console.warn(`SKIPPED, tests in a browser. ${message}`);
    return undefined;
}
