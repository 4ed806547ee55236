// script: get_user
async function getByEmail(email, callback) {
  const { Pool } = require('pg');
  global.pool = global.pool || new Pool({ connectionString: configuration.PG_URL, max: 2 });
  try {
    const { rows } = await global.pool.query('SELECT id, email FROM users WHERE email = $1', [email]);
    const user = rows[0];
    callback(null, user ? { user_id: user.id, email: user.email } : null);
  } catch (error) {
    callback(error);
  }
}
