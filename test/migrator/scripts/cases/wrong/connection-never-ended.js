// script: get_user
// finds: SCRIPT_CONNECTION_OPEN
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
async function getByEmail(email, callback) {
  try {
    const { Client } = require('pg');
    const client = new Client({ connectionString: configuration.DATABASE_URL });
    await client.connect();
    const { rows } = await client.query('SELECT id, mail FROM people WHERE mail = $1', [email]);
    return callback(null, rows.length === 0 ? null : { user_id: rows[0].id, email: rows[0].mail });
  } catch (error) {
    return callback(error);
  }
}
