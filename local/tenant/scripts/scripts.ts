import type { Connection, JsonObject } from '../entities.ts';
import { runScript, ScriptError } from './run-script.ts';

/** The custom database scripts that run here. */
export type ScriptName =
    | ('login' | 'get_user' | 'create' | 'verify' | 'change_password' | 'delete')
    | ('change_email' | 'change_username' | 'change_phone_number');

/** A script may be this long. @see https://auth0.com/docs/authenticate/database-connections/custom-db (read 2026-08-20) */
const MAX_SOURCE_BYTES = 100 * 1024;
const MAX_PROCESSES = 8;

const TITLES: Readonly<Record<ScriptName, string>> = {
    login: 'Login',
    get_user: 'Get User',
    create: 'Create',
    verify: 'Verify',
    change_password: 'Change Password',
    delete: 'Delete',
    change_email: 'Change Email',
    change_username: 'Change Username',
    change_phone_number: 'Change Phone Number',
};

/** Runs the scripts of a tenant's connections, a few at a time. */
export class Scripts {
    readonly #limits: { timeLimitMs: number; allowedHosts: readonly string[] };
    readonly #waiting: (() => void)[] = [];
    #running = 0;

    /**
     * @param limits.timeLimitMs - for one run
     * @param limits.allowedHosts - hosts that scripts may call, such as `localhost:4000`
     */
    constructor(limits: { timeLimitMs: number; allowedHosts: readonly string[] }) {
        this.#limits = limits;
    }

    /**
     * Runs a script of a connection and returns what it called back with, `null` for nothing.
     *
     * @throws {ScriptError} when there is no such script, or it fails
     */
    async run(connection: Connection, name: ScriptName, args: readonly unknown[]): Promise<unknown> {
        const source = scriptOf(connection, name);
        if (source === undefined)
            throw new ScriptError(
                'SandboxError',
                `Sandbox Error: Please implement the ${TITLES[name]} script for this database connection`,
            );
        if (Buffer.byteLength(source) > MAX_SOURCE_BYTES)
            throw new ScriptError('SandboxError', 'Sandbox Error: the script is longer than 100 kB');
        const { configuration, enable_script_context: hasContext } = connection.options;
        const context = { connection: connection.name, connection_id: connection.id };
        await this.#takePlace();
        try {
            return await runScript(
                {
                    source,
                    args: hasContext === true ? [...args, context] : args,
                    configuration: (configuration ?? {}) as JsonObject,
                },
                this.#limits,
            );
        } finally {
            this.#running -= 1;
            this.#waiting.shift()?.();
        }
    }

    async #takePlace(): Promise<void> {
        while (this.#running >= MAX_PROCESSES) await new Promise<void>((resolve) => this.#waiting.push(resolve));
        this.#running += 1;
    }
}

/** The source of a connection's script; `undefined` when there is none. */
export function scriptOf(connection: Connection, name: ScriptName): string | undefined {
    const scripts = connection.options['customScripts'];
    const source: unknown = typeof scripts === 'object' && scripts !== null ? Reflect.get(scripts, name) : undefined;
    return typeof source === 'string' && source.trim() !== '' ? source : undefined;
}
