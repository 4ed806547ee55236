import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MISSING_PASSPHRASE } from '../config/passphrase.ts';
import type { PropertyMap, PropertyValue } from '../values/property-value.ts';
import { isMap } from '../values/property-value.ts';
import { isSecret, mapSecrets, toSecret } from '../values/secret.ts';
import type { ResourceState } from './resource-state.ts';
import type { Checkpoint } from './snapshot.ts';
import { type CipherState, StateCipher } from './state-cipher.ts';

// The version of Pulumi's deployment format that the file follows, but for its secrets provider.
const FORMAT_VERSION = 3;
const SECRETS_PROVIDER = 'auth0-user-migration-local';
const OWNER_ONLY = 0o600;

interface StateDocument {
    version: number;
    deployment: {
        manifest: { time: string; version: string };
        secrets_providers: { type: string; state: CipherState } | null;
        resources: ResourceState[];
        pending_operations: { type: Checkpoint['pendingOperations'][number]['type']; resource: ResourceState }[];
    };
}

/**
 * Keeps the checkpoint of one stack in a JSON file that only its owner can read; secrets lie in it encrypted.
 *
 * A write is complete or not there at all: a temporary file, `fsync`, `rename`, `fsync` of the folder.
 */
export class StateFile {
    readonly path: string;
    readonly #passphrase: string | undefined;
    #cipher: StateCipher | undefined;
    #lastWrite: Promise<void> = Promise.resolve();

    constructor(path: string, passphrase: string | undefined) {
        this.path = path;
        this.#passphrase = passphrase;
    }

    /**
     * Reads the checkpoint; a file that is not there is an empty one.
     *
     * @throws {Error} when the file is damaged, of another format, or encrypted under another passphrase
     */
    async read(): Promise<Checkpoint> {
        let text: string;
        try {
            text = await readFile(this.path, 'utf8');
        } catch (error) {
            if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
                return { resources: [], pendingOperations: [] };
            }
            throw error;
        }
        const { deployment } = this.#parse(text);
        if (deployment.secrets_providers !== null) {
            this.#cipher = StateCipher.open(this.#passphrase, deployment.secrets_providers.state);
        }
        return {
            resources: deployment.resources.map((state) => this.#mapProperties(state, (value) => this.#decrypt(value))),
            pendingOperations: deployment.pending_operations.map(({ type, resource }) => ({
                type,
                resource: this.#mapProperties(resource, (value) => this.#decrypt(value)),
            })),
        };
    }

    /** Writes the checkpoint after those that were given before; resolves when it is on the disk. */
    async write(checkpoint: Checkpoint): Promise<void> {
        const text = this.#format(checkpoint);
        const write = this.#lastWrite.then(() => replaceFile(this.path, text));
        this.#lastWrite = write.catch(() => undefined);
        await write;
    }

    #parse(text: string): StateDocument {
        let document: Partial<StateDocument>;
        try {
            document = JSON.parse(text) as Partial<StateDocument>;
        } catch (cause) {
            throw new Error(`The state file ${this.path} is not JSON. Put back a copy of it, or remove it.`, { cause });
        }
        const provider = document.deployment?.secrets_providers;
        if (document.version !== FORMAT_VERSION || (provider && provider.type !== SECRETS_PROVIDER)) {
            throw new Error(
                `The state file ${this.path} was not written by the local Pulumi host. ` +
                    'A state of the real CLI is used by the real CLI only; choose another file.',
            );
        }
        return document as StateDocument;
    }

    #format({ resources, pendingOperations }: Checkpoint): string {
        const encrypted = resources.map((state) => this.#mapProperties(state, (value) => this.#encrypt(value)));
        const document: StateDocument = {
            version: FORMAT_VERSION,
            deployment: {
                manifest: { time: new Date().toISOString(), version: 'local' },
                secrets_providers: null,
                resources: encrypted,
                pending_operations: pendingOperations.map(({ type, resource }) => ({
                    type,
                    resource: this.#mapProperties(resource, (value) => this.#encrypt(value)),
                })),
            },
        };
        // Only now is it known whether there is a secret, and so a cipher.
        if (this.#cipher !== undefined) {
            document.deployment.secrets_providers = { type: SECRETS_PROVIDER, state: this.#cipher.state };
        }
        return `${JSON.stringify(document, null, 4)}\n`;
    }

    #mapProperties(state: ResourceState, map: (value: PropertyValue) => PropertyValue): ResourceState {
        return { ...state, inputs: map(state.inputs) as PropertyMap, outputs: map(state.outputs) as PropertyMap };
    }

    #encrypt(value: PropertyValue): PropertyValue {
        return mapSecrets(value, (content) => {
            if (this.#cipher === undefined) {
                if (this.#passphrase === undefined) {
                    throw new Error(MISSING_PASSPHRASE);
                }
                this.#cipher = StateCipher.create(this.#passphrase);
            }
            const sealed = toSecret(null) as PropertyMap;
            delete sealed['value'];
            return { ...sealed, ciphertext: this.#cipher.encrypt(content) };
        });
    }

    #decrypt(value: PropertyValue): PropertyValue {
        if (isSecret(value)) {
            const ciphertext = value['ciphertext'];
            if (typeof ciphertext !== 'string' || this.#cipher === undefined) {
                throw new Error(`The state file ${this.path} has a secret without its ciphertext.`);
            }
            return toSecret(this.#cipher.decrypt(ciphertext));
        }
        if (Array.isArray(value)) {
            return value.map((item) => this.#decrypt(item));
        }
        return isMap(value)
            ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#decrypt(item)]))
            : value;
    }
}

async function replaceFile(path: string, text: string): Promise<void> {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    const temporary = `${path}.${process.pid}.tmp`;
    try {
        const file = await open(temporary, 'w', OWNER_ONLY);
        try {
            await file.writeFile(text);
            await file.sync();
        } finally {
            await file.close();
        }
        await chmod(temporary, OWNER_ONLY);
        await rename(temporary, path);
    } catch (error) {
        await rm(temporary, { force: true });
        throw error;
    }
    await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
    // Windows cannot open a folder; there the rename alone has to do.
    if (process.platform === 'win32') {
        return;
    }
    const handle = await open(folder, 'r');
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
}
