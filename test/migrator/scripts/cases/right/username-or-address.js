// script: get_user
async function getUser(identifierValue, context, callback) {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: configuration.DATABASE_URL, statement_timeout: 10000 });
  const column = identifierValue.includes('@') ? 'email' : 'username';
  try {
    const { rows, rowCount } = await pool.query(`SELECT id, email, username FROM members WHERE ${column} = $1`, [identifierValue]);
    if (rowCount < 1) return callback(null);
    const { id, ...rest } = rows[0];
    return callback(null, { user_id: id, ...rest });
  } catch (error) {
    return callback(error);
  } finally {
    await pool.end().catch(() => undefined);
  }
}
