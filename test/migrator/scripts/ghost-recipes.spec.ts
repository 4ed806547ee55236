import assert from 'node:assert/strict';
import { FINISHED_SCRIPTS } from '../../../migrator/scripts/finished-scripts.ts';
import { ghostRecipesOf } from '../../../migrator/scripts/ghost-recipes.ts';

const find = (inner: string) =>
    `require('pg').query('select 1', [identifier], (err, result) => { if (err) return callback(err); ${inner} });`;
const getUser = (body: string) => ({ get_user: `function getUser(identifier, callback) { ${body} }` });
const login = (body: string) => ({ login: `function login(identifier, password, callback) { ${body} }` });
const isAnswering = (body: string) => ghostRecipesOf(getUser(body)).isAnswering;
const carriesNames = (body: string) => ghostRecipesOf(login(body)).carriesNames;

describe('the ghosts that scripts allow', () => {
    it('are none where Get User calls back nothing but null and errors', () => {
        assert.deepEqual(ghostRecipesOf(FINISHED_SCRIPTS), { isAnswering: false, carriesNames: false });
        const refusal = "callback(result.rows.length > 0 ? new ValidationError('user_exists', 'Log in.') : null);";
        assert.equal(isAnswering(find(refusal)), false);
        assert.equal(isAnswering("fetch('https://x').then(() => callback(null, null)).catch(callback);"), false);
        assert.equal(isAnswering("fetch('https://x').then(() => callback(null), callback);"), false);
    });

    it('are those of an answer where Get User may give a profile, or leaves the callback to somebody else', () => {
        assert.equal(isAnswering(find('callback(null, { user_id: result.rows[0].id });')), true);
        assert.equal(isAnswering(find('const user = result.rows[0]; callback(null, user);')), true);
        assert.equal(isAnswering("require('./users').find(identifier, callback);"), true);
        assert.equal(isAnswering("fetch('https://x').then(callback);"), true);
    });

    it('are those of a name that is taken where Login may give a username or phone number', () => {
        const profile = (more: string) => find(`const r = result.rows[0]; callback(null, { user_id: r.id${more} });`);
        assert.equal(carriesNames(profile(', email: r.mail')), false);
        assert.equal(carriesNames(profile(', username: r.login')), true);
        assert.equal(carriesNames(profile(', phone_number: r.phone')), true);
        assert.equal(carriesNames(profile(', ...r')), true);
        assert.equal(carriesNames(find('callback(null, result.rows[0]);')), true);
        const made = 'const p = { user_id: result.rows[0].id }; p.username = result.rows[0].login; callback(null, p);';
        assert.equal(carriesNames(find(made)), true);
        assert.equal(carriesNames('callback(null, null);'), false);
    });
});
