// script: login
async function login(email, password, callback) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: configuration.DATABASE_URL });
  try {
    await client.connect();
    const { rows } = await client.query('SELECT id, email, hash FROM users WHERE email = $1', [email]);
    const isValid = rows.length > 0 && (await require('bcrypt').compare(password, rows[0].hash));
    if (!isValid) return callback(new WrongUsernameOrPasswordError(email, 'Wrong email or password.'));
    return callback(null, { user_id: rows[0].id, email: rows[0].email });
  } catch (error) {
    return callback(new Error('The database failed: ' + error.code));
  } finally {
    client.end(() => undefined);
  }
}
