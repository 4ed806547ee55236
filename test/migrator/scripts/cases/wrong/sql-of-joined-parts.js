// script: get_user
// finds: SCRIPT_SQL_INJECTION
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
async function getByEmail(email, callback) {
  const db = require('knex')({ client: 'pg', connection: configuration.URL });
  try {
    const where = ['mail', `'${email}'`].join(' = ');
    const { rows } = await db.raw('SELECT id, mail FROM people WHERE ' + where);
    return callback(null, rows[0] ? { user_id: rows[0].id, email: rows[0].mail } : null);
  } catch (e) { return callback(e); } finally { await db.destroy().catch(() => {}); }
}
