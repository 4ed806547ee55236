import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import type { Artifacts } from '../../migrator/run-store/artifacts.ts';

/** Opens artifacts for the contract. */
export interface ArtifactsWorld {
    open(): Promise<Artifacts>;
    /** Makes a write under this name fail for want of room. */
    fillDisk(name: string): Promise<void>;
    cleanUp(): Promise<void>;
}

/** Says what every store of artifacts does. */
export function artifactsContract(name: string, createWorld: () => Promise<ArtifactsWorld>): void {
    describe(`${name}, as artifacts`, () => {
        let world: ArtifactsWorld;
        let artifacts: Artifacts;
        beforeEach(async () => {
            world = await createWorld();
            artifacts = await world.open();
        });
        afterEach(() => world.cleanUp());

        const lines = Array.from(
            { length: 30_000 },
            (_, index) => `{"number":${index},"text":"${'x'.repeat(index % 90)}"}`,
        );
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));

        it('gives back what was written, whatever the chunks', async () => {
            function* chunks() {
                for (let at = 0; at < bytes.length; at += 7_919) yield bytes.subarray(at, at + 7_919);
            }
            await artifacts.write('a.ndjson', chunks());
            assert.deepEqual(await buffer((await world.open()).read('a.ndjson')), bytes);
        });

        it('gives the same chunks to who keeps nothing of them', async () => {
            await artifacts.write('a.ndjson', [bytes]);
            const copies: Buffer[] = [];
            for await (const chunk of (await world.open()).chunksOf('a.ndjson')) copies.push(Buffer.from(chunk));
            assert.ok(Buffer.concat(copies).equals(bytes));
        });

        it('gives back an empty file', async () => {
            await artifacts.write('empty.ndjson', []);
            assert.equal((await buffer(artifacts.read('empty.ndjson'))).length, 0);
        });

        it('gives back the line at any offset', async () => {
            await artifacts.write('a.ndjson', [bytes]);
            const file = artifacts.openForRandomAccess('a.ndjson');
            const offsets: number[] = [];
            for (let at = 0, index = 0; index < lines.length; at += (lines[index] ?? '').length + 1, index += 1) {
                offsets.push(at);
            }
            for (let index = 0; index < lines.length; index += 611) {
                for (const place of [index, lines.length - 1 - index]) {
                    assert.equal(file.lineAt(offsets[place] ?? 0).toString(), lines[place]);
                }
            }
            file.close();
        });

        it('gives back a line that is longer than any window', async () => {
            const long = Buffer.alloc(1_000_000, 'y');
            await artifacts.write('long.ndjson', [Buffer.from('a\n'), long, Buffer.from('\nb')]);
            const file = artifacts.openForRandomAccess('long.ndjson');
            assert.deepEqual(Buffer.from(file.lineAt(2)), long);
            assert.equal(file.lineAt(long.length + 3).toString(), 'b');
            file.close();
        });

        it('shows nothing of a file whose last chunk did not come, and keeps what was there', async () => {
            await artifacts.write('a.ndjson', [Buffer.from('before\n')]);
            function* chunks() {
                yield Buffer.from('half');
                throw new Error('the source broke off');
            }
            await assert.rejects(artifacts.write('a.ndjson', chunks()), /broke off/);
            assert.equal((await buffer(artifacts.read('a.ndjson'))).toString(), 'before\n');
            await assert.rejects(artifacts.write('new.ndjson', chunks()), /broke off/);
            assert.equal(await artifacts.has('new.ndjson'), false);
        });

        it('says that the disk is full', async () => {
            await world.fillDisk('a.ndjson');
            await assert.rejects(artifacts.write('a.ndjson', [bytes]), { code: 'STORAGE_FULL' });
            assert.equal(await artifacts.has('a.ndjson'), false);
        });

        it('removes a file, and one that is not there', async () => {
            await artifacts.write('a.ndjson', [bytes]);
            await artifacts.remove('a.ndjson');
            await artifacts.remove('a.ndjson');
            assert.equal(await artifacts.has('a.ndjson'), false);
        });

        it('says that a file is not there', () => {
            assert.throws(() => artifacts.openForRandomAccess('none.ndjson'), { code: 'ARTIFACT_DAMAGED' });
        });
    });
}
