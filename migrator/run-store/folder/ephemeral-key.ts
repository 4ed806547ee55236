import { randomBytes } from 'node:crypto';
import type { Artifacts } from '../artifacts.ts';
import { sealArtifacts } from './sealed-artifacts.ts';

/**
 * Seals artifacts with a key that this process alone knows: what it wrote nobody can read after its end, not even itself.
 *
 * For what must not lie on the disk in clear though nobody gave a key; a file is made again by the next process.
 *
 * @param artifacts - of the run; given back as they are when they are encrypted anyway
 */
export function sealForThisProcess(artifacts: Artifacts): Artifacts {
    if (artifacts.isEncrypted) return artifacts;
    const sealed = sealArtifacts(artifacts, randomBytes(32));
    return { ...sealed, has: () => Promise.resolve(false) };
}
