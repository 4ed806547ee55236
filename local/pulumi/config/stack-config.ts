import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type ConfigDecrypter, createConfigDecrypter } from './config-secrets.ts';
import { MISSING_PASSPHRASE } from './passphrase.ts';
import type { Project } from './project.ts';

/** The configuration of a stack with its secrets in clear; it lives in memory only. */
export interface StackConfig {
    /** By full key, `namespace:name`; an object or a list is JSON text. */
    readonly values: Readonly<Record<string, string>>;
    readonly secretKeys: readonly string[];
}

/** What a caller sets on top of the file; a key without a namespace belongs to the project. */
export interface ConfigOverrides {
    readonly config?: Readonly<Record<string, string>> | undefined;
    readonly secretConfig?: Readonly<Record<string, string>> | undefined;
}

/**
 * Reads `Pulumi.<stack>.yaml`, decrypts its secrets and puts the project's defaults below and the overrides above.
 *
 * A stack without a file has no configuration but that.
 *
 * @throws {Error} when a secret is there and the passphrase is missing or wrong
 * @see https://www.pulumi.com/docs/iac/concepts/config/ (read 2026-11-21)
 */
export async function readStackConfig(
    project: Project,
    stack: string,
    passphrase: string | undefined,
    overrides: ConfigOverrides,
): Promise<StackConfig> {
    const document = await readStackDocument(join(project.rootFolder, `Pulumi.${stack}.yaml`));
    const values: Record<string, string> = {};
    const secretKeys = new Set<string>();

    for (const [key, value] of Object.entries(project.defaultConfig)) {
        values[key] = toText(value);
    }
    let decrypter: ConfigDecrypter | undefined;
    const decrypt: ConfigDecrypter = (secure) => {
        decrypter ??= openConfig(document.encryptionsalt, passphrase);
        return decrypter(secure);
    };
    for (const [key, value] of Object.entries(document.config ?? {})) {
        const fullKey = withNamespace(project.name, key);
        if (containsSecure(value)) {
            secretKeys.add(fullKey);
        }
        values[fullKey] = toText(resolveSecure(value, decrypt));
    }
    for (const [key, value] of Object.entries(overrides.config ?? {})) {
        const fullKey = withNamespace(project.name, key);
        secretKeys.delete(fullKey);
        values[fullKey] = value;
    }
    for (const [key, value] of Object.entries(overrides.secretConfig ?? {})) {
        const fullKey = withNamespace(project.name, key);
        secretKeys.add(fullKey);
        values[fullKey] = value;
    }
    return { values, secretKeys: [...secretKeys] };
}

interface StackDocument {
    encryptionsalt?: string;
    config?: Record<string, unknown>;
}

async function readStackDocument(file: string): Promise<StackDocument> {
    try {
        return (parse(await readFile(file, 'utf8')) ?? {}) as StackDocument;
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
            return {};
        }
        throw error;
    }
}

function openConfig(encryptionSalt: string | undefined, passphrase: string | undefined): ConfigDecrypter {
    if (encryptionSalt === undefined) {
        throw new Error(
            'The stack has `secure:` values and no `encryptionsalt`: they belong to another secrets provider than the ' +
                'passphrase one. Give them with --secret key=value, or use the real CLI.',
        );
    }
    if (passphrase === undefined) {
        throw new Error(MISSING_PASSPHRASE);
    }
    return createConfigDecrypter(encryptionSalt, passphrase);
}

function withNamespace(project: string, key: string): string {
    // The long form `ns:config:name` is the same key as `ns:name`.
    const [first, ...rest] = key.split(':');
    if (rest.length === 0 || first === undefined) {
        return `${project}:${key}`;
    }
    return `${first}:${(rest[0] === 'config' && rest.length > 1 ? rest.slice(1) : rest).join(':')}`;
}

function isSecure(value: unknown): value is { secure: string } {
    return typeof value === 'object' && value !== null && 'secure' in value && typeof value.secure === 'string';
}

function containsSecure(value: unknown): boolean {
    if (isSecure(value)) {
        return true;
    }
    return typeof value === 'object' && value !== null && Object.values(value).some(containsSecure);
}

function resolveSecure(value: unknown, decrypt: ConfigDecrypter): unknown {
    if (isSecure(value)) {
        return decrypt(value.secure);
    }
    if (Array.isArray(value)) {
        return value.map((item) => resolveSecure(item, decrypt));
    }
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveSecure(item, decrypt)]));
    }
    return value;
}

function toText(value: unknown): string {
    return typeof value === 'string' ? value : JSON.stringify(value);
}
