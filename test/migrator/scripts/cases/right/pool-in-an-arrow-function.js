// script: login
async (email, password, callback) => {
  const { Pool } = require('pg');
  const bcrypt = require('bcrypt');
  const pool = new Pool({ connectionString: configuration.PG_URL, max: 1, connectionTimeoutMillis: 5000 });
  let client;
  try {
    client = await pool.connect();
    const { rows: [user] } = await client.query(
      'SELECT id, email, password_hash, verified_at FROM accounts WHERE lower(email) = lower($1)',
      [email],
    );
    if (!user) return callback(new WrongUsernameOrPasswordError(email, 'Wrong email or password'));
    const ok = await bcrypt.compare(password, user.password_hash);
    if (!ok) return callback(new WrongUsernameOrPasswordError(email, 'Wrong email or password'));
    return callback(null, { user_id: String(user.id), email: user.email, email_verified: user.verified_at !== null });
  } catch (err) {
    return callback(err);
  } finally {
    if (client) client.release();
    await pool.end().catch(() => {});
  }
}
