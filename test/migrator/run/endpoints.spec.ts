import assert from 'node:assert/strict';
import { describeEndpoint, identityOf, refuseOtherEndpoints, runIdOf } from '../../../migrator/run/endpoints.ts';
import type { EndpointIdentity } from '../../../migrator/run-store/journal-entry.ts';

const source: EndpointIdentity = { kind: 'connection', domain: 's.example.com', connectionId: 'con_s', name: 'legacy' };
const target: EndpointIdentity = {
    kind: 'connection',
    domain: 't.example.com',
    connectionId: 'con_t',
    name: 'customers',
};
const START = { definition: '0001-customers', source, target };

describe('the ID of a run', () => {
    it('is the same for the same definition and endpoints', () => {
        assert.equal(runIdOf(START), runIdOf({ ...START }));
        assert.match(runIdOf(START), /^0001-customers-[0-9a-f]{10}$/);
    });

    for (const [what, other] of [
        ['definition', { definition: '0002-customers' }],
        ['source connection', { source: { ...source, connectionId: 'con_x' } }],
        ['source tenant', { source: { ...source, domain: 'x.example.com' } }],
        ['target connection, made again', { target: { ...target, connectionId: 'con_x' } }],
        ['kind of source', { source: { kind: 'file', file: 'users.csv' } }],
    ] as const) {
        it(`is another for another ${what}`, () => {
            assert.notEqual(runIdOf({ ...START, ...other }), runIdOf(START));
        });
    }

    it('is another where source and target are exchanged', () => {
        assert.notEqual(runIdOf({ ...START, source: target, target: source }), runIdOf(START));
    });

    it('is the name of a folder, whatever the definition is called', () => {
        for (const definition of ['..', '.hidden', 'a/b', 'ü b']) {
            assert.match(runIdOf({ ...START, definition }), /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/, definition);
        }
    });
});

describe('a file of users as an endpoint', () => {
    for (const [file, isShown] of [
        ['exports/users-20261126.csv', true],
        ['users.dat', true],
        ['ann@example.com', false],
        ['+15550001111', false],
    ] as const) {
        it(`is known by ${isShown ? 'its path' : 'a digest'}: ${file}`, () => {
            const endpoint = { kind: 'file', path: `/${file}`, digest: '', file: { file } } as const;
            assert.equal(JSON.stringify(identityOf(endpoint)).includes(file), isShown);
            assert.equal(describeEndpoint(endpoint).includes(file), isShown);
        });
    }
});

describe('the endpoints of a run that was begun', () => {
    it('are accepted where they are the same, also under a new name', () => {
        refuseOtherEndpoints('run', START, { ...START, source: { ...source, name: 'renamed' } });
    });

    for (const role of ['source', 'target'] as const) {
        it(`are refused where the ${role} is another, and the message says which`, () => {
            const other: EndpointIdentity = {
                ...START[role],
                kind: 'connection',
                domain: 'x.example.com',
                connectionId: 'con_x',
                name: 'x',
            };
            assert.throws(
                () => {
                    refuseOtherEndpoints('run', START, { ...START, [role]: other });
                },
                { code: 'RUN_OF_OTHER_ENDPOINTS', message: /con_x of x\.example\.com/, subject: role },
            );
        });
    }
});
